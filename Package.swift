// swift-tools-version: 6.2

import PackageDescription

/// One place for what every Swift target of ours is compiled with: warnings are errors, memory
/// safety is strict, and an import is seen only by the file that writes it.
let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
  .strictMemorySafety(),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
  name: "jobrunner",
  products: [
    .executable(name: "jobrunner", targets: ["jobrunner"])
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(
      url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: ["YAML"]),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/ordo-one/TextTable", from: "0.0.2"),
  ],
  targets: [
    .systemLibrary(
      name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
    .systemLibrary(
      name: "CXLSXWriter", pkgConfig: "xlsxwriter", providers: [.apt(["libxlsxwriter-dev"])]),
    .systemLibrary(
      name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CFiles"),
    .systemLibrary(
      name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .target(name: "LabSQL", exclude: ["migrations", "demo"]),
    .target(name: "PlainText"),
    .target(name: "Postgres", dependencies: ["CLibPQ", "PlainText"]),
    .target(
      name: "Billing",
      dependencies: [
        "PlainText",
        .product(name: "Crypto", package: "swift-crypto"),
      ]),
    .target(
      name: "LabSchema",
      dependencies: [
        "Billing", "LabSQL", "PlainText", "Postgres",
      ]),
    .target(
      name: "BillingJobs",
      dependencies: [
        "Billing", "LabSchema", "PlainText", "Postgres",
      ]),
    .target(
      name: "Exporters",
      dependencies: [
        "Billing", "CFiles", "CXLSXWriter", "CZlib", "LabSchema", "PlainText",
        .product(name: "Crypto", package: "swift-crypto"),
      ]),
    .executableTarget(
      name: "jobrunner",
      dependencies: [
        "Billing", "BillingJobs", "CCurl", "Exporters", "LabSchema", "PlainText",
        "Postgres",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Configuration", package: "swift-configuration"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "TextTable", package: "TextTable"),
        .product(name: "Yams", package: "Yams"),
      ]),
    .target(
      name: "TestLab",
      dependencies: [
        "Billing", "LabSchema", "Postgres",
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      path: "Tests/TestLab", exclude: ["Adopting", "SQL"]),
    .testTarget(name: "BillingTests", dependencies: ["Billing", "PlainText", "TestLab"]),
    .testTarget(name: "PostgresTests", dependencies: ["Postgres", "TestLab"]),
    .testTarget(
      name: "LabSchemaTests", dependencies: ["Billing", "LabSchema", "Postgres", "TestLab"]),
    .testTarget(
      name: "BillingJobsTests",
      dependencies: ["Billing", "BillingJobs", "LabSchema", "Postgres", "TestLab"],
      exclude: ["SQL"]),
    .testTarget(
      name: "jobrunnerTests",
      dependencies: [
        "Billing", "BillingJobs", "Exporters", "jobrunner", "LabSchema", "PlainText", "Postgres",
        "TestLab",
        .product(name: "Crypto", package: "swift-crypto"),
      ], exclude: ["Faults/kill_proxy.py", "Settlements"]),
    .testTarget(
      name: "ExportersTests",
      dependencies: [
        "Billing", "Exporters", "jobrunner", "LabSchema", "PlainText", "Postgres", "TestLab",
      ],
      exclude: ["Golden", "Packages"]),
  ]
)

for target in package.targets where target.type != .system && target.name != "LabSQL" {
  target.swiftSettings = (target.swiftSettings ?? []) + settings
}
