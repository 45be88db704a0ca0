import Domain
import Foundation
import Logging
import Market
import Synchronization
import Web

/// The service and the bare route, both answering on ports of their own until they are stopped.
struct MeasuredService {
    let port: Int
    let barePort: Int
    private let log: BenchLog
    private let running: [Task<Void, any Error>]

    /// - Parameter folder: where the service's log is written, as in a service, to a file.
    init(_ workspace: Workspace, _ folder: String) async throws {
        log = try BenchLog(folder + "/log")
        var settings = ServiceSettings()
        settings.port = 0
        let ports = Ports()
        let service = Service(workspace: workspace, settings: settings, logger: log.logger) {
            ports.set(service: $0)
        }
        let bare = BareRoute(logger: log.logger) { ports.set(bare: $0) }
        running = [Task { try await service.run() }, Task { try await bare.run() }]
        (port, barePort) = try await ports.both()
    }

    func stop() {
        for task in running { task.cancel() }
        log.close()
    }
}

/// The ports of what is measured, once it answers.
final class Ports: Sendable {
    private let known = Mutex<(service: Int?, bare: Int?)>((nil, nil))

    func set(service port: Int) { known.withLock { $0.service = port } }
    func set(bare port: Int) { known.withLock { $0.bare = port } }

    func both() async throws -> (service: Int, bare: Int) {
        while true {
            let now = known.withLock { $0 }
            if let service = now.service, let bare = now.bare { return (service, bare) }
            try await Task.sleep(for: .milliseconds(10))
        }
    }
}

/// A service's log, into a file.
struct BenchLog {
    private let descriptor: Int32
    private let lines: LineBuffer
    let logger: Logger

    init(_ path: String) throws {
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        guard descriptor >= 0 else { throw CocoaError(.fileWriteUnknown) }
        let lines = LineBuffer(Console(output: descriptor, errors: descriptor))
        self.lines = lines
        logger = Logger(label: "techmarket") { _ in LineLog(lines) }
    }

    func close() {
        lines.flush()
        _ = Foundation.close(descriptor)
    }
}
