public import Domain
import FoundationEssentials

extension JSON {
    /// Reads one JSON value from UTF-8 text.
    ///
    /// - Throws: `json_encoding` when the bytes are not UTF-8, `json_malformed` when they are not one whole JSON value.
    public static func reading(_ bytes: some Collection<UInt8>) throws -> JSON {
        let data = Data(bytes)
        guard String(validating: data, as: UTF8.self) != nil else {
            throw AppError(
                .invalid,
                "json_encoding",
                field: .file,
                Phrase("不是 UTF-8 编码：请把文件另存为 UTF-8 再导入。", en: "This is not UTF-8: save the file as UTF-8 and try again.")
            )
        }
        do { return try JSONDecoder().decode(Decoded.self, from: data).json } catch {
            let text = AppError.quote(String(decoding: data.prefix(400), as: UTF8.self))
            throw AppError(
                .invalid,
                "json_malformed",
                field: .file,
                value: text,
                Phrase(
                    "“\(text)”不是完整的 JSON：每行要有一个完整的 JSON 对象，请检查引号、逗号和括号。",
                    en: "“\(text)” is not whole JSON: each line must be one JSON object; check quotes, commas and brackets."
                )
            )
        }
    }

    /// JSON as Foundation reads it; the order of an object's keys is lost on the way.
    private struct Decoded: Decodable {
        let json: JSON

        private struct Key: CodingKey {
            let stringValue: String
            var intValue: Int? { nil }
            init(stringValue: String) { self.stringValue = stringValue }
            init?(intValue: Int) { nil }
        }

        init(from decoder: any Decoder) throws {
            if let container = try? decoder.container(keyedBy: Key.self) {
                let members = try container.allKeys.sorted { $0.stringValue < $1.stringValue }.map { key in
                    (key.stringValue, try container.decode(Decoded.self, forKey: key).json)
                }
                json = .object(JSON.Members(unique: members))
                return
            }
            if var container = try? decoder.unkeyedContainer() {
                var elements: [JSON] = []
                while !container.isAtEnd { elements.append(try container.decode(Decoded.self).json) }
                json = .array(elements)
                return
            }
            let container = try decoder.singleValueContainer()
            if container.decodeNil() {
                json = .null
            } else if let text = try? container.decode(String.self) {
                json = .string(text)
            } else if let flag = try? container.decode(Bool.self) {
                json = .bool(flag)
            } else if let integer = try? container.decode(Int64.self) {
                json = .int(integer)
            } else {
                json = .number(try container.decode(Double.self))
            }
        }
    }
}
