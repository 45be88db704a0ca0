import Domain
import Foundation
import Market

/// Writes into a market's file until it is killed, and prints each organization's code once its write is confirmed:
/// `CrashWriter FILE NAME CLIENTS`, where so many write at the same time.
@main
struct CrashWriter {
    static func main() async throws {
        let arguments = CommandLine.arguments
        let desk = try await Workspace.open(path: arguments[1]).desk()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for client in 1...(Int(arguments[3]) ?? 1) {
                group.addTask { try await write(at: desk, "\(arguments[2])第\(client)人") }
            }
            try await group.waitForAll()
        }
    }

    private static func write(at desk: Desk, _ prefix: String) async throws {
        var number = 0
        while true {
            number += 1
            let name = "\(prefix)第\(number)家示例企业"
            let organization = try await desk.change { work in
                try work.organizations.create(Organization.Content(name: name, kind: .enterprise))
            }
            // One call a line, which a pipe takes whole.
            FileHandle.standardOutput.write(Data("\(organization.code)\n".utf8))
        }
    }
}
