#if canImport(Glibc)
import Glibc
#endif

/// Numbers in one stretch of memory, in pages of 2 MB where the system has them: what is looked up all over a gigabyte
/// spends more time on finding the page than on reading it.
///
/// Sendable, though the compiler can't see it: whoever makes one fills it before anybody else has it, and nobody writes to
/// it afterwards. What grows by and by is in one owner's hands while it does: a copy of `FormStore` that was shared begins a
/// block of its own (`seal`), and `Vocabulary` copies its table before it adds to it (`open`).
final class LargeArray<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {
    let start: UnsafeMutablePointer<Element>
    let count: Int

    private static var page: Int { 1 << 21 }

    /// - Parameter value: what to fill it with; `nil` leaves it for the caller to fill.
    init(count: Int, repeating value: Element?) {
        self.count = count
        let size = max(1, count) * MemoryLayout<Element>.stride
        let isLarge = size >= Self.page
        let raw = UnsafeMutableRawPointer.allocate(
            byteCount: size,
            alignment: isLarge ? Self.page : MemoryLayout<Element>.alignment
        )
        #if canImport(Glibc)
        if isLarge { madvise(raw, size, MADV_HUGEPAGE) }
        #endif
        start = raw.bindMemory(to: Element.self, capacity: max(1, count))
        if let value { start.initialize(repeating: value, count: count) }
    }

    convenience init(_ values: some Collection<Element>) {
        self.init(count: values.count, repeating: nil)
        var at = start
        for value in values {
            at.initialize(to: value)
            at += 1
        }
    }

    deinit { UnsafeMutableRawPointer(start).deallocate() }

    @inline(__always)
    subscript(at: Int) -> Element {
        get { start[at] }
        set { start[at] = newValue }
    }
}

extension LargeArray where Element: Comparable {
    /// Whether every number is below the limit.
    func isBelow(_ limit: Element) -> Bool { (0..<count).allSatisfy { self[$0] < limit } }
}
