// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0
import PackageDescription

let strict: [SwiftSetting] = [
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let tests: [SwiftSetting] = [.treatAllWarnings(as: .error)]

let package = Package(
  name: "sidestep",
  platforms: [.macOS(.v26)],
  products: [.executable(name: "sidestep", targets: ["sidestep"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    // Only Hummingbird's server is built: no router, metrics, tracing, TLS or HTTP/2.
    .package(
      url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0", traits: []),
    .package(url: "https://github.com/apple/swift-log", from: "1.14.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
    .package(url: "https://github.com/apple/swift-nio-extras", from: "1.34.1"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.0.0"),
  ],
  targets: [
    // Core: pure functions on values.
    .systemLibrary(name: "CMemory"),
    .target(name: "Flows", dependencies: ["CMemory"], swiftSettings: strict),
    .target(name: "Topology", dependencies: ["Flows"], swiftSettings: strict),
    .target(name: "Detection", dependencies: ["Flows", "Topology"], swiftSettings: strict),
    .target(name: "Simulation", dependencies: ["Flows"], swiftSettings: strict),

    // Shell: files, processes, pictures.
    .systemLibrary(
      name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(
      name: "CIsal", pkgConfig: "libisal", providers: [.apt(["libisal-dev"])]),
    .systemLibrary(
      name: "CArchive", pkgConfig: "libarchive", providers: [.apt(["libarchive-dev"])]),
    .systemLibrary(
      name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(
      name: "CPcap", pkgConfig: "libpcap", providers: [.apt(["libpcap-dev"])]),
    .systemLibrary(
      name: "CGraphviz", pkgConfig: "libgvc", providers: [.apt(["libgraphviz-dev"])]),
    .systemLibrary(name: "CScan"),
    .target(
      name: "Ingest",
      dependencies: ["Flows", "CScan", "CZlib", "CIsal", "CArchive", "CCrypto", "CPcap"],
      swiftSettings: strict),
    .target(
      name: "Assets", path: "Resources", exclude: ["examples", "findings.schema.json"],
      sources: ["Assets.swift"],
      resources: [
        .embedInCode("web/report.mustache"), .embedInCode("web/report.css"),
        .embedInCode("web/map.css"), .embedInCode("web/map.js"),
        .embedInCode("web/openapi.json"),
        .embedInCode("web/review.css"), .embedInCode("web/review.js"),
        .embedInCode("web/review_frame.mustache"), .embedInCode("web/review_inbox.mustache"),
        .embedInCode("web/review_alert.mustache"), .embedInCode("web/review_matrix.mustache"),
        .embedInCode("web/review_host.mustache"), .embedInCode("web/review_runs.mustache"),
        .embedInCode("web/review_rules.mustache"), .embedInCode("web/review_plain.mustache"),
      ],
      swiftSettings: strict),
    .target(
      name: "Reporting",
      dependencies: [
        "Flows", "Topology", "Detection", "CGraphviz", "Assets",
        .product(name: "Mustache", package: "swift-mustache"),
      ],
      swiftSettings: strict),
    .target(
      name: "Archive",
      dependencies: [
        "Flows", "Topology", "Detection", "Reporting",
        .product(name: "GRDB", package: "GRDB.swift"),
      ],
      swiftSettings: strict),
    .target(
      name: "Review",
      dependencies: [
        "Flows", "Topology", "Detection", "Reporting", "Archive", "Assets",
        .product(name: "Mustache", package: "swift-mustache"),
      ],
      swiftSettings: strict),
    .target(
      name: "ReviewServer",
      dependencies: [
        "Flows", "Topology", "Detection", "Archive", "Assets", "Review",
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "sidestep",
      dependencies: [
        "Flows", "Ingest", "Topology", "Detection", "Reporting", "Simulation", "Archive",
        "Review", "ReviewServer",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "Benchmarks",
      dependencies: [
        "Flows", "Ingest", "Topology", "Detection", "Simulation",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      exclude: ["Peers"], swiftSettings: strict),

    .target(
      name: "TestSupport", dependencies: ["Flows"], path: "Tests/Support", swiftSettings: tests),
    .testTarget(name: "FlowsTests", dependencies: ["Flows", "TestSupport"], swiftSettings: tests),
    .testTarget(
      name: "IngestTests", dependencies: ["Ingest", "Flows", "Simulation", "TestSupport"],
      exclude: ["Oracle"], swiftSettings: tests),
    .testTarget(
      name: "TopologyTests", dependencies: ["Topology", "Flows", "TestSupport"],
      swiftSettings: tests),
    .testTarget(
      name: "DetectionTests", dependencies: ["Detection", "Topology", "Flows", "TestSupport"],
      swiftSettings: tests),
    .testTarget(
      name: "ReportingTests",
      dependencies: ["Reporting", "Detection", "Topology", "Flows", "TestSupport"],
      exclude: ["Golden", "Oracle"], swiftSettings: tests),
    .testTarget(
      name: "SimulationTests", dependencies: ["Simulation", "Flows", "TestSupport"],
      swiftSettings: tests),
    .testTarget(
      name: "ArchiveTests",
      dependencies: [
        "Archive", "Ingest", "Reporting", "Detection", "Topology", "Flows", "Simulation",
        "TestSupport", .product(name: "GRDB", package: "GRDB.swift"),
      ],
      exclude: ["Schemas"],
      swiftSettings: tests),
    .testTarget(
      name: "ReviewTests",
      dependencies: [
        "Review", "Archive", "Ingest", "Reporting", "Detection", "Topology", "Flows", "Simulation",
        "TestSupport", .product(name: "GRDB", package: "GRDB.swift"),
      ],
      exclude: ["Oracle"],
      swiftSettings: tests),
    .testTarget(
      name: "ReviewServerTests",
      dependencies: ["ReviewServer", "sidestep", "Flows", "TestSupport"],
      exclude: ["Oracle"], swiftSettings: tests),
    .testTarget(
      name: "EndToEndTests", dependencies: ["sidestep", "Flows", "TestSupport"],
      exclude: ["Oracle"],
      swiftSettings: tests),
    .testTarget(name: "ArchitectureTests", dependencies: ["TestSupport"], swiftSettings: tests),
  ],
  swiftLanguageModes: [.v6]
)
