import Domain
import Storage
import Synchronization

/// The editions of the code lists that have been read so far; a committed edition never changes, so each is read once.
final class CodeShelf: Sendable {
    private let books = Mutex<[Int64: CodeBook]>([:])

    /// - Parameter committed: the newest edition that is sure to stay. A transaction that writes may yet be taken back,
    ///   and with it an edition that it made; the number would then go to another one. Such an edition is read anew
    ///   each time it is asked for.
    func book(edition: Int64, in transaction: Transaction, committed: Int64) throws -> CodeBook {
        if edition <= committed, let known = books.withLock({ $0[edition] }) { return known }
        var lists: [String: CodeList] = [:]
        for stored in try transaction.codeLists(edition: edition) {
            lists[stored.list] = try CodeListFile.list(stored.content, file: stored.list)
        }
        let book = CodeBook(edition: edition, lists: lists)
        if edition <= committed { books.withLock { $0[edition] = book } }
        return book
    }

    /// The newest book, for whoever only reads: all that a reader sees is committed.
    func book(inReading transaction: Transaction) throws -> CodeBook {
        let edition = try transaction.codeEdition()
        return try book(edition: edition, in: transaction, committed: edition)
    }
}
