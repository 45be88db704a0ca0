import Domain

/// The fields of a contract, on its own form and where a match is signed.
enum ContractForms {
    static func rows(_ reader: Reader, _ codes: CodeBook) -> [[FormField]] {
        [
            [FormField("title", reader("合同名称", en: "Title"), isRequired: true)],
            [
                FormField(
                    "contract_type",
                    reader(Field.contractType.name),
                    .choice(codes.choices(.contractType, reader), blank: "—"),
                    isRequired: true
                ), FormField("signed_on", reader(Field.signedOn.name), .day, isRequired: true),
            ],
            [
                FormField("buyer", reader("买方（委托方、受让方）", en: "Buyer"), .organization, isRequired: true),
                FormField("seller", reader("卖方（研究方、转让方）", en: "Seller"), .organization, isRequired: true),
            ],
            [
                FormField(
                    "total",
                    reader(Field.total.name),
                    .money,
                    hint: reader("买方付的全部金额，写单位", en: "All that the buyer pays, with its unit"),
                    isRequired: true
                ),
                FormField(
                    "technology",
                    reader(Field.technology.name),
                    .money,
                    hint: reader(
                        "其中的技术部分，不含设备、材料",
                        en: "Its technical part, without equipment and materials"
                    ),
                    isRequired: true
                ),
            ],
            [
                FormField("starts_on", reader(Field.startsOn.name), .day),
                FormField("ends_on", reader(Field.endsOn.name), .day),
                FormField(
                    "registration_number",
                    reader(Field.registrationNumber.name),
                    hint: reader(
                        "技术合同登记机构给的编号，没有先不填",
                        en: "As the registration office gave it; blank if none yet"
                    )
                ),
            ],
            [
                FormField(
                    "field",
                    reader(Field.technicalField.name),
                    .choice(codes.choices(.field, reader), blank: "—")
                ), FormField("note", reader(Field.note.name)),
            ],
        ]
    }

    /// An organization as its field shows it: by name, with the code behind.
    static func party(_ organization: Organization) -> String { "\(organization.name)（\(organization.code)）" }
}
