import Documents
import Domain
import Hummingbird
import NIOCore

extension CSV {
    /// The file to be saved under this name.
    func response(name: String) -> Response {
        Response(
            status: .ok,
            headers: .download(name, "text/csv; charset=utf-8"),
            body: .init(byteBuffer: ByteBuffer(bytes: bytes))
        )
    }

    /// An amount in yuan as a number that programs read, blank if unknown: the column's heading names the unit.
    static func yuan(_ money: Money?) -> String {
        money.map { $0.yuanNumber.filter { $0 != "," } } ?? ""
    }
}
