import Domain
import Foundation
import Market

/// Writes into a market's file until it is killed, and prints each organization's code once its write is confirmed:
/// `CrashWriter FILE NAME`.
@main
struct CrashWriter {
    static func main() async throws {
        let arguments = CommandLine.arguments
        let desk = try await Workspace.open(path: arguments[1]).desk()
        var number = 0
        while true {
            number += 1
            let name = "\(arguments[2])第\(number)家示例企业"
            let organization = try await desk.change { work in
                try work.organizations.create(Organization.Content(name: name, kind: .enterprise))
            }
            FileHandle.standardOutput.write(Data("\(organization.code)\n".utf8))
        }
    }
}
