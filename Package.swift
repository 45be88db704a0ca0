// swift-tools-version:6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
]

let package = Package(
    name: "techmarket",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "techmarket", targets: ["techmarket"])],
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.14.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.2"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0", traits: []),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        .target(name: "Domain", swiftSettings: strict),
        .target(name: "Matching", swiftSettings: strict),
        // The files of Seed/ as bytes of the program, so that one file is the whole installation.
        .target(name: "CSeed"),
        .target(
            name: "Storage",
            dependencies: [
                "Domain",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
            ],
            swiftSettings: strict
        ),
        .target(
            name: "Market",
            dependencies: ["Domain", "Matching", "Storage", "CSeed"],
            swiftSettings: strict
        ),
        .systemLibrary(name: "CZlib"),
        // Reads people's Excel and CSV files.
        .target(name: "CSheets", exclude: ["gb18030.bin", "gb18030.py"]),
        .target(name: "Sheets", dependencies: ["Domain", "CZlib", "CSheets"], swiftSettings: strict),
        // Writes workbooks: libxlsxwriter of the machine.
        .systemLibrary(
            name: "CXLSXWriter",
            pkgConfig: "xlsxwriter",
            providers: [.apt(["libxlsxwriter-dev"]), .brew(["libxlsxwriter"])]
        ),
        // Tables, charts and texts as files that people open. Knows no record.
        .target(
            name: "Documents",
            dependencies: ["Domain", "CZlib", "CXLSXWriter"],
            swiftSettings: strict
        ),
        // Figures as documents: what stands in a report, whatever file it becomes.
        .target(name: "Reports", dependencies: ["Domain", "Market", "Documents"], swiftSettings: strict),
        .target(
            name: "Exchange",
            dependencies: ["Domain", "Market", "Sheets", "Documents"],
            swiftSettings: strict
        ),
        // Asks an OpenAI-compatible endpoint for the vectors of texts.
        .target(
            name: "Embeddings",
            dependencies: [
                "Domain", "Market",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ],
            swiftSettings: strict
        ),
        // The pages' stylesheet, script and icon as bytes of the program.
        .target(name: "CWeb", exclude: ["style.css", "app.js", "screen.css", "screen.js", "icon.svg"]),
        // The service: pages, forms, the API. No SQL and no rules.
        .target(
            name: "Web",
            dependencies: [
                "Domain", "Documents", "Market", "Exchange", "Reports", "CWeb",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdTLS", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict
        ),
        .executableTarget(
            name: "techmarket",
            dependencies: [
                "Domain", "Documents", "Market", "Exchange", "Embeddings", "Reports", "Web",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "StorageTests",
            dependencies: ["Domain", "Storage", .product(name: "GRDB", package: "GRDB.swift")],
            swiftSettings: strict
        ),
        .testTarget(
            name: "MarketTests",
            dependencies: ["Domain", "Market", "Matching", "Storage", "CrashWriter"],
            swiftSettings: strict
        ),
        // Writes until a test kills it.
        .executableTarget(
            name: "CrashWriter",
            dependencies: ["Domain", "Market"],
            path: "Tests/CrashWriter",
            swiftSettings: strict
        ),
        // Holds values against Schemas/.
        .target(
            name: "SchemaChecks",
            dependencies: ["Domain", "Exchange"],
            path: "Tests/SchemaChecks",
            swiftSettings: strict
        ),
        .testTarget(
            name: "ExchangeTests",
            dependencies: ["Domain", "Documents", "Exchange", "Market", "SchemaChecks"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "EmbeddingsTests",
            dependencies: [
                "Domain", "Market", "Embeddings",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "SheetsTests",
            dependencies: ["Domain", "Sheets", "CZlib"],
            exclude: ["Files"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "DocumentsTests",
            dependencies: ["Domain", "Documents", "CZlib"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "ReportsTests",
            dependencies: ["Domain", "Documents", "Exchange", "Market", "Reports"],
            swiftSettings: strict
        ),
        .testTarget(name: "DomainTests", dependencies: ["Domain"], swiftSettings: strict),
        .testTarget(name: "TerminalTests", dependencies: ["techmarket", "Domain"], swiftSettings: strict),
        .testTarget(
            name: "CommandTests",
            dependencies: [
                "Domain", "Exchange", "SchemaChecks", "techmarket",
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "WebTests",
            dependencies: [
                "Documents", "Domain", "Exchange", "Market", "Web",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict
        ),
        .testTarget(name: "MatchingTests", dependencies: ["Matching"], swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6]
)
