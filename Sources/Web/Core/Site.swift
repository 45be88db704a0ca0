import Domain
import Hummingbird
import Market

/// What every page has at hand.
struct Site: Sendable {
    let workspace: Workspace
    let settings: ServiceSettings
    let assets = Assets()
    let metrics = Metrics()
    let description = Description.shared
    let keptPages: KeptPages
    let screens: ScreenBoard
    let suggestionFilters = KeptPieces()

    init(workspace: Workspace, settings: ServiceSettings) {
        self.workspace = workspace
        self.settings = settings
        screens = ScreenBoard(workspace: workspace, settings: settings)
        keptPages = KeptPages(workspace)
    }

    /// All addresses of the service.
    func router() -> Router<AppContext> {
        // Whoever only asks whether a page is there gets its head.
        let router = Router(context: AppContext.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: Arrival(site: self))
        router.add(middleware: KeptAnswers(site: self))
        router.add(middleware: SecurityHeaders())
        router.add(middleware: ErrorPages(site: self))
        router.add(middleware: API(site: self, description: description))
        assets.add(to: router)
        OperationPages(site: self).add(to: router)
        DescriptionPages(site: self, description: description).add(to: router.group())
        let pages = router.group()
            .add(middleware: Recognition(site: self))
            .add(middleware: FormGuard(site: self))
        SignInPages(site: self).add(to: pages)
        CataloguePages(site: self).add(to: pages)
        PublicRecordPages(site: self).add(to: pages)
        IntakePages(site: self).add(to: pages)
        ScreenPages(site: self).addPublic(to: pages)
        let desk = pages.group("desk").add(middleware: SignedIn()).add(middleware: MenuCounts())
        AccountPages(site: self).add(to: desk)
        OrganizationPages(site: self).add(to: desk)
        SubmissionPages<DemandContent>(site: self).add(to: desk)
        SubmissionPages<AchievementContent>(site: self).add(to: desk)
        PairPages(site: self).add(to: desk)
        MatchPages(site: self).add(to: desk)
        ContractPages(site: self).add(to: desk)
        PaymentPages(site: self).add(to: desk)
        TodayPages(site: self).add(to: desk)
        SearchPages(site: self).add(to: desk)
        ActivityPages(site: self).add(to: desk)
        CheckInPages(site: self).add(to: desk)
        VisitPages(site: self).add(to: desk)
        ProgrammePages(site: self).add(to: desk)
        TaskPages(site: self).add(to: desk)
        BureauPages(site: self).add(to: desk)
        TallyPages(site: self).add(to: desk)
        TargetPages(site: self).add(to: desk)
        ReportPages(site: self).add(to: desk)
        AnalysisPages(site: self).add(to: desk)
        ScreenPages(site: self).addDesk(to: desk)
        ScreenSettingPages(site: self).add(to: desk)
        UserPages(site: self).add(to: desk)
        AuditPages(site: self).add(to: desk)
        CodeListPages(site: self).add(to: desk)
        ImportPages(site: self).add(to: desk)
        return router
    }

    /// Who reads the page that answers this request.
    func reader(_ request: Request, _ context: AppContext) -> Reader {
        Reader(
            site: self,
            language: context.language,
            user: context.visitor?.user,
            formKey: FormGuard.key(context),
            address: request.uri.description,
            note: context.cookies[NewCookie.note].flatMap(Inputs.decoded),
            today: workspace.today,
            counts: context.counts
        )
    }
}

/// Who reads a page, and what the frame around it says.
struct Reader: Sendable {
    let site: Site
    let language: Language
    /// Nil for the public.
    let user: User?
    /// What every form carries along to show that it is ours.
    let formKey: String
    /// The page's own address with its query.
    let address: String
    /// What was done on the page before.
    let note: String?
    let today: Day
    /// What waits for him or her.
    var counts = AgendaCounts()

    /// The words in the reader's language.
    func callAsFunction(_ zh: String, en: String) -> String { language == .zh ? zh : en }

    func callAsFunction(_ phrase: Phrase) -> String { phrase[language] }

    func may(_ role: Role) -> Bool { user.map { $0.role >= role } ?? false }
}
