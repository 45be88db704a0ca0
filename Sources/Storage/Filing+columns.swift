import Domain

/// The columns that every filed record ends with: code_edition, version, archived_at, is_counted.
extension Filing {
    static let columns = ["code_edition", "version", "archived_at", "is_counted"]

    var values: [SQLValue] {
        [.integer(codeEdition), .integer(version), SQLValue(archivedAt), SQLValue(isCounted)]
    }

    init(_ row: any SQLRow, at index: Int) {
        self.init(
            version: row.integer(index + 1),
            codeEdition: row.integer(index),
            archivedAt: row.optionalInstant(index + 2),
            isCounted: row.flag(index + 3)
        )
    }
}

/// The columns of a contact: contact_name, contact_phone, contact_email.
extension Contact {
    static let columns = ["contact_name", "contact_phone", "contact_email"]

    var values: [SQLValue] { [.text(name), SQLValue(text: phone), SQLValue(text: email)] }

    init(_ row: any SQLRow, at index: Int) {
        self.init(
            name: row.text(index),
            phone: row.optionalText(index + 1).map(PhoneNumber.init(rawValue:)),
            email: row.optionalText(index + 2).map(EmailAddress.init(rawValue:))
        )
    }
}

extension Transaction {
    /// Puts a record away, or takes it out again.
    ///
    /// - Parameter isCounted: false for a record that was entered by mistake.
    func archive(_ table: Table, _ id: Int64, version: Int64?, archived: Bool, isCounted: Bool) throws {
        try update(
            table,
            id,
            version: version,
            set: ["archived_at": archived ? SQLValue(now) : .null, "is_counted": SQLValue(isCounted)]
        )
    }
}
