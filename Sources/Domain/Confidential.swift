/// What only the market's own people may read. This is the one place that says so: whoever shows a record to others
/// shows its `publicPart`.

extension Role {
    /// Whether the role may read the confidential parts of records.
    public var seesConfidential: Bool { self >= .staff }
}

extension Contact {
    /// Who to ask for; how to reach him or her is for the market to know.
    public var publicPart: Contact { Contact(name: name) }
}

extension Organization {
    public var publicPart: Organization {
        var part = self
        part.content.contact = content.contact.publicPart
        return part
    }
}

extension Demand {
    public var publicPart: Demand {
        var part = self
        part.content.detail = ""
        part.content.problem = ""
        part.content.keyIndicators = ""
        part.content.expectedResult = ""
        part.content.contact = content.contact.publicPart
        return part
    }
}

extension Achievement {
    public var publicPart: Achievement {
        var part = self
        part.content.detail = ""
        part.content.contact = content.contact.publicPart
        return part
    }
}
