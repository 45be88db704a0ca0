import CWeb
import HTTPTypes
import Hummingbird
import NIOCore

/// The pages' own files, each at an address that changes with its content, so that browsers keep them for good.
struct Assets: Sendable {
    private struct File {
        let name: String
        let type: String
        let path: String
        let body: ByteBuffer
    }

    private let files: [File]

    init() {
        let types = [
            ("style.css", "text/css; charset=utf-8"), ("app.js", "text/javascript; charset=utf-8"),
            ("screen.css", "text/css; charset=utf-8"), ("screen.js", "text/javascript; charset=utf-8"),
            ("icon.svg", "image/svg+xml"),
        ]
        files = types.map { name, type in
            var size = 0
            guard let bytes = techmarket_asset(name, &size) else { preconditionFailure("no asset \(name)") }
            let content = UnsafeBufferPointer(start: bytes, count: size)
            return File(
                name: name,
                type: type,
                path: "/assets/\(VersionMark.of(content))/\(name)",
                body: ByteBuffer(bytes: content)
            )
        }
    }

    /// Where a file is to be had.
    func path(_ name: String) -> String {
        guard let file = files.first(where: { $0.name == name }) else {
            preconditionFailure("no asset \(name)")
        }
        return file.path
    }

    func add(to router: Router<AppContext>) {
        for file in files {
            let response = Response(
                status: .ok,
                headers: [.contentType: file.type, .cacheControl: "public, max-age=31536000, immutable"],
                body: .init(byteBuffer: file.body)
            )
            router.get(RouterPath(file.path)) { _, _ in response }
        }
    }
}

/// Tells one version of something from another; no protection against anybody who makes two alike on purpose.
enum VersionMark {
    /// FNV-1a, in letters and digits.
    static func of(_ bytes: some Sequence<UInt8>) -> String {
        String(
            bytes.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 },
            radix: 36
        )
    }
}
