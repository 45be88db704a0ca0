/// All steps of one match, with its own rule: 签约 rests on a contract.
public typealias MatchHistory = StageHistory<MatchStage>

/// One dated step of a match.
public typealias MatchMove = StageMove<MatchStage>

extension MatchHistory {
    /// The step to the next stage of the path.
    ///
    /// - Parameter hasContract: whether a contract with its amount backs the match; `signed` needs one.
    /// - Throws: `stage_skipped`, `contract_required`, `match_ended`, `match_completed`, `date_in_future` or
    ///   `date_out_of_order`.
    public func advance(
        to stage: MatchStage,
        on day: Day,
        today: Day,
        note: String = "",
        contract: Contract.ID? = nil
    ) throws(AppError) -> MatchMove {
        if stage == .signed, try current(before: stage) != nil, contract == nil {
            throw AppError(
                .conflict,
                "contract_required",
                field: .contract,
                Phrase(
                    "签约要有写明成交额的合同：请先登记合同，或写明合同编号。",
                    en: "Signing needs a contract with its amount: record the contract, or name it."
                )
            )
        }
        return try step(to: stage, on: day, today: today, note: note, contract: contract)
    }
}
