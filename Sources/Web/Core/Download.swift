import Documents
import HTTPTypes
import Hummingbird
import NIOCore
import Reports

extension HTTPFields {
    /// What goes with a file that is saved under a name (RFC 6266).
    static func download(_ name: String, _ type: String) -> HTTPFields {
        [
            .contentType: type, .contentDisposition: "attachment; filename*=UTF-8''\(Inputs.encoded(name))",
            .cacheControl: "no-store",
        ]
    }
}

extension ReportFile {
    /// The file to be saved under this name; a large one is sent piece by piece.
    func response(name: String, _ format: ReportFormat) -> Response {
        let headers = HTTPFields.download(name, format.mediaType)
        switch self {
        case .bytes(let bytes):
            return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
        case .scratch(let file):
            let body = ResponseBody(contentLength: file.count) { writer in
                var at = 0
                while true {
                    let bytes = try file.bytes(from: at, atMost: 1 << 17)
                    guard !bytes.isEmpty else { break }
                    try await writer.write(ByteBuffer(bytes: bytes))
                    at += bytes.count
                }
                try await writer.finish(nil)
            }
            return Response(status: .ok, headers: headers, body: body)
        }
    }
}
