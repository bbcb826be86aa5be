internal import ArgumentParser
internal import Billing
internal import Foundation
internal import Glibc
internal import LabSchema
internal import Postgres

struct Demo: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Play seven weeks of a sample lab on a private Postgres.",
    discussion: """
      Makes a Postgres cluster of its own (no port, no container), fills it with a sample lab, \
      plays the nights one by one, and leaves workbooks and CSV files to look at. Each call begins \
      anew; --clean removes all of it.
      """)

  private static let standardFolder = "jobrunner-demo"

  @Option(help: "Where the demo's configuration and exports go.")
  var folder = Self.standardFolder

  @Option(help: "Where its Postgres cluster goes. Default: beside other data of this user.")
  var cluster: String?

  @Flag(help: "Remove the demo's cluster and folder.")
  var clean = false

  @Flag(help: "Say nothing but results and errors.")
  var quiet = false

  func run() throws {
    let demo = DemoFolder(folder)
    let clusterFolder = cluster.map { ClusterFolder($0) } ?? .standard(named: "demo")
    let console = Console(isQuiet: quiet)
    try PrivateCluster(folder: clusterFolder).remove()
    if clean {
      try? FileManager.default.removeItem(atPath: demo.exports)
      try? FileManager.default.removeItem(atPath: demo.configurationFile)
      _ = unsafe rmdir(demo.path)
      console.result("removed \(clusterFolder.path) and \(demo.path)")
      return
    }
    try? FileManager.default.removeItem(atPath: demo.exports)
    try demo.writeConfiguration(clusterFolder: clusterFolder.path)
    var arguments = ["--config", demo.configurationFile]
    if quiet { arguments.append("--quiet") }
    let session = try LabSession(
      try GlobalOptions.parse(arguments), command: "demo", for: .schema)
    console.log("demo: making the sample lab")
    try Migrator(session.connection).apply()
    try DemoLab(connection: session.connection).load()
    try playNights(session)
    for line in try summary(session, demo) { console.result(line) }
  }

  /// The options that a call has to repeat to find the same demo.
  private var places: String {
    var places = folder == Self.standardFolder ? "" : " --folder \(folder)"
    if let cluster { places += " --cluster \(cluster)" }
    return places
  }

  private func playNights(_ session: LabSession) throws {
    let lab = DemoLab(connection: session.connection)
    var night = DemoLab.firstNight
    let nights = DemoLab.lastNight.days(since: night) + 1
    session.console.log("demo: playing \(nights) nights, \(night) to \(DemoLab.lastNight)")
    while night <= DemoLab.lastNight {
      if night == DemoLab.corrections { try lab.correct() }
      _ = try session.runNightly(businessDate: night)
      night = night.addingDays(1)
    }
  }

  private func summary(_ session: LabSession, _ demo: DemoFolder) throws -> [String] {
    let periods = try session.connection.periodOverviews()
    let findings = try session.connection.findings(FindingFilter()).map(\.finding)
    var grid = TextGrid(("Finding", false), ("Severity", false), ("Open", true))
    let counts = Dictionary(grouping: findings, by: \.kind)
    grid.rows = FindingKind.allCases.compactMap { kind in
      guard let found = counts[kind], let first = found.first else { return nil }
      return [kind.rawValue, first.severity.rawValue, "\(found.count)"]
    }
    let program = CommandLine.arguments[0]
    let command = "\(program) %@ --config \(demo.configurationFile)"
    let example = try session.connection.exampleInvoiceNumber() ?? "1"
    return PeriodOverview.grid(periods, session.currency).lines + [""] + grid.lines
      + [
        "", "Workbooks and CSV files: \(demo.exports)", "", "Try next:",
        "  " + command.replacingOccurrences(of: "%@", with: "explain \(example)"),
        "  " + command.replacingOccurrences(of: "%@", with: "findings list --severity hold"),
        "  "
          + command.replacingOccurrences(
            of: "%@", with: "nightly --dry-run --business-date 2025-04-22"),
        "Remove it with: \(program) demo --clean\(places)",
      ]
  }
}
