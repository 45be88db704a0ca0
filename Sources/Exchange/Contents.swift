import Domain
import Market

/// How each record's content is read. The keys are those of `Schemas/`.

/// The content of a demand or an achievement, as a file has it.
protocol ReadableContent: SubmissionContent {
    init(_ reader: inout RecordReader) throws
}

extension Organization.Content {
    init(_ reader: inout RecordReader) throws {
        self.init(name: try reader.requiredText(.name), kind: try reader.word(.kind, \Organization.Kind.name))
        externalID = try reader.optionalText(.externalID)
        creditCode = try reader.optionalText(.creditCode).map {
            try CreditCode(parsing: $0, field: .creditCode)
        }
        aliases = try reader.list(.aliases)
        region = try reader.region()
        zone = try reader.optionalCode(.zone, in: .zone)
        industry = try reader.industry()
        address = try reader.text(.address)
        contact = try reader.contact()
        note = try reader.text(.note)
    }
}

extension DemandContent: ReadableContent {
    init(_ reader: inout RecordReader) throws {
        self.init(
            organization: try reader.organization(.organization),
            title: try reader.requiredText(.title),
            receivedOn: try reader.optionalDay(.receivedOn) ?? reader.keptDay(.receivedOn)
                ?? reader.work.today
        )
        externalID = try reader.optionalText(.externalID)
        summary = try reader.text(.summary)
        detail = try reader.text(.detail)
        problem = try reader.text(.problem)
        keyIndicators = try reader.text(.keyIndicators)
        expectedResult = try reader.text(.expectedResult)
        keywords = try reader.list(.keywords)
        industry = try reader.industry()
        field = try reader.optionalCode(.technicalField, in: .field)
        region = try reader.region()
        zone = try reader.optionalCode(.zone, in: .zone)
        budget = try reader.optionalMoney(.budget)
        deadline = try reader.optionalDay(.deadline)
        cooperationModes = try reader.codes(.cooperationModes, in: .cooperationMode)
        readiness = try reader.optionalCode(.readiness, in: .readiness)
        contact = try reader.contact()
        source = try reader.text(.source)
    }
}

extension AchievementContent: ReadableContent {
    init(_ reader: inout RecordReader) throws {
        self.init(
            organization: try reader.organization(.organization),
            title: try reader.requiredText(.title),
            receivedOn: try reader.optionalDay(.receivedOn) ?? reader.keptDay(.receivedOn)
                ?? reader.work.today
        )
        externalID = try reader.optionalText(.externalID)
        summary = try reader.text(.summary)
        detail = try reader.text(.detail)
        keywords = try reader.list(.keywords)
        industry = try reader.industry()
        field = try reader.optionalCode(.technicalField, in: .field)
        region = try reader.region()
        zone = try reader.optionalCode(.zone, in: .zone)
        price = try reader.optionalMoney(.price)
        validUntil = try reader.optionalDay(.validUntil)
        completedOn = try reader.optionalDay(.completedOn)
        cooperationModes = try reader.codes(.cooperationModes, in: .cooperationMode)
        readiness = try reader.optionalCode(.readiness, in: .readiness)
        trl = try reader.integer(.trl).map { Int(clamping: $0) }
        ipKinds = try reader.codes(.ipKinds, in: .ipKind)
        ipNote = try reader.text(.ipNote)
        people = try reader.text(.people)
        contact = try reader.contact()
        source = try reader.text(.source)
    }
}

extension ContractContent {
    init(_ reader: inout RecordReader) throws {
        self.init(
            title: try reader.requiredText(.title),
            type: try reader.code(.contractType, in: .contractType),
            buyer: try reader.organization(.buyer),
            seller: try reader.organization(.seller),
            total: try reader.money(.total),
            technology: try reader.money(.technology),
            signedOn: try reader.day(.signedOn)
        )
        externalID = try reader.optionalText(.externalID)
        startsOn = try reader.optionalDay(.startsOn)
        endsOn = try reader.optionalDay(.endsOn)
        registrationNumber = try reader.text(.registrationNumber)
        field = try reader.optionalCode(.technicalField, in: .field)
        note = try reader.text(.note)
    }
}

extension PaymentContent {
    init(_ reader: inout RecordReader) throws {
        self.init(
            contract: try reader.work.contracts.find(try reader.requiredText(.contract)).id,
            kind: try reader.optionalWord(.kind, \Payment.Kind.name) ?? .receipt,
            amount: try reader.money(.amount),
            on: try reader.day(.on)
        )
        externalID = try reader.optionalText(.externalID)
        note = try reader.text(.note)
    }
}

extension ActivityContent {
    init(_ reader: inout RecordReader) throws {
        let day = try reader.day(.on)
        self.init(
            title: try reader.requiredText(.title),
            kind: try reader.code(.kind, in: .activityKind),
            on: day,
            state: try reader.optionalWord(.state, \Activity.State.name) ?? reader.keptWord(.state)
                ?? (day <= reader.work.today ? .held : .planned)
        )
        externalID = try reader.optionalText(.externalID)
        endsOn = try reader.optionalDay(.endsOn)
        place = try reader.text(.place)
        host = try reader.text(.host)
        coHosts = try reader.list(.coHosts)
        parent = try reader.optionalText(.parent).map {
            try reader.work.activities.find($0, field: .parent).id
        }
        programme = try reader.optionalText(.programme).map { try reader.work.programmes.find($0).id }
        note = try reader.text(.note)
    }
}

extension ProgrammeContent {
    init(_ reader: inout RecordReader) throws {
        self.init(
            name: try reader.requiredText(.name),
            state: try reader.optionalWord(.state, \ProgrammeState.name) ?? reader.keptWord(.state)
                ?? .running
        )
        externalID = try reader.optionalText(.externalID)
        goal = try reader.text(.goal)
        startsOn = try reader.optionalDay(.startsOn)
        endsOn = try reader.optionalDay(.endsOn)
        department = try reader.text(.department)
        owner = try reader.user(.owner)
        note = try reader.text(.note)
    }
}

extension KeyTaskContent {
    init(_ reader: inout RecordReader) throws {
        let year = try reader.integer(.year) ?? reader.keptInteger(.year) ?? Int64(reader.work.today.year)
        self.init(
            sheet: try reader.bureauSheet(),
            year: Int(clamping: year),
            title: try reader.requiredText(.taskTitle)
        )
        externalID = try reader.optionalText(.externalID)
        position = Int(clamping: try reader.integer(.sheetPosition) ?? 0)
        group = try reader.text(.taskGroup)
        goal = try reader.text(.goal)
        deadline = try reader.text(.taskDeadline)
        measures = try reader.text(.measures)
        progress = try reader.text(.progress)
        responsible = try reader.text(.responsible)
        post = try reader.text(.post)
        department = try reader.text(.taskDepartment)
        note = try reader.text(.note)
    }
}

extension BureauSheet {
    init(_ reader: inout RecordReader) throws {
        let columns = try reader.objects(.columns) { one in
            Column(try one.requiredText(.columnHeading), try one.word(.part, \Part.name))
        }
        guard let columns else { throw reader.missing(.columns) }
        self.init(
            name: try reader.requiredText(.sheetName),
            title: try reader.requiredText(.sheetTitle),
            columns: columns
        )
    }
}

extension VisitContent {
    init(_ reader: inout RecordReader) throws {
        self.init(
            organization: try reader.organization(.organization),
            on: try reader.day(.on),
            kind: try reader.code(.kind, in: .visitKind)
        )
        externalID = try reader.optionalText(.externalID)
        staff = try reader.user(.staff)
        summary = try reader.text(.visitSummary)
        result = try reader.text(.result)
    }
}
