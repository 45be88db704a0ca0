import Domain
import Storage
import Synchronization

/// The editions of the code lists that have been read so far; an edition never changes, so each is read once.
final class CodeShelf: Sendable {
    private let books = Mutex<[Int64: CodeBook]>([:])

    func book(in transaction: Transaction) throws -> CodeBook {
        try book(edition: try transaction.codeEdition(), in: transaction)
    }

    func book(edition: Int64, in transaction: Transaction) throws -> CodeBook {
        if let known = books.withLock({ $0[edition] }) { return known }
        var lists: [String: CodeList] = [:]
        for stored in try transaction.codeLists(edition: edition) {
            lists[stored.list] = try CodeListFile.list(stored.content, file: stored.list)
        }
        let book = CodeBook(edition: edition, lists: lists)
        books.withLock { $0[edition] = book }
        return book
    }
}
