internal import ArgumentParser
internal import Billing
internal import Foundation
internal import LabSchema
internal import PlainText
internal import Postgres

struct Demo: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Play seven weeks of a sample lab on a private Postgres.",
    discussion: """
      Makes a Postgres cluster of its own (no port, no container), fills it with a sample lab, \
      plays the nights one by one, and between them what an accountant does: settlements are \
      imported, changes settled by notes, findings decided, and March is closed and sealed. It leaves \
      workbooks and CSV files to look at. Each call begins anew; --clean removes all of it.
      """)

  private static let standardFolder = "jobrunner-demo"

  @Option(help: "Where the demo's configuration and exports go.")
  var folder = Self.standardFolder

  @Option(help: "Where its Postgres cluster goes. Default: beside other data of this user.")
  var cluster: String?

  @Flag(help: "Remove the demo's cluster and folder.")
  var clean = false

  @OptionGroup var telling: TellingOptions

  func run() throws {
    let demo = try DemoFolder(folder)
    let clusterFolder = cluster.map { ClusterFolder($0) } ?? .standard(named: "demo")
    let console = telling.console
    try PrivateCluster(folder: clusterFolder).remove()
    if clean {
      demo.remove()
      console.account("removed \(clusterFolder.path) and \(demo.path)")
      return
    }
    demo.removeResults()
    try demo.writeConfiguration(clusterFolder: clusterFolder.path)
    var arguments = ["--config", demo.configurationFile]
    if telling.quiet { arguments.append("--quiet") }
    if telling.verbose { arguments.append("--verbose") }
    let session = try LabSession(
      try GlobalOptions.parse(arguments), command: "demo", for: .schema)
    console.log(.remark("demo: making the sample lab"))
    try Migrator(session.connection).apply()
    try DemoLab(connection: session.connection).load()
    try playNights(session, DemoOffice(session: session, folder: demo))
    for line in try summary(session, demo) { console.result(line) }
  }

  /// The options that a call has to repeat to find the same demo.
  private var places: String {
    var places = folder == Self.standardFolder ? "" : " --folder \(folder)"
    if let cluster { places += " --cluster \(cluster)" }
    return places
  }

  private func playNights(_ session: LabSession, _ office: DemoOffice) throws {
    let lab = DemoLab(connection: session.connection)
    var night = DemoLab.firstNight
    let nights = DemoLab.lastNight.days(since: night) + 1
    session.console.log(
      .remark("demo: playing \(counted(nights, "night")), \(night) to \(DemoLab.lastNight)"))
    while night <= DemoLab.lastNight {
      session.console.progress(
        outer: Progress(
          what: "demo", done: night.days(since: DemoLab.firstNight), total: nights, unit: "nights"))
      try lab.correct(before: night)
      _ = try session.runNightly(businessDate: night)
      try office.work(on: night)
      night = night.addingDays(1)
    }
    session.console.endProgress()
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
    return PeriodOverview.grid(periods, session.currency).lines + [""] + grid.lines
      + ["", "Workbooks and CSV files: \(demo.exports)", ""] + (try suggestions(session, demo))
  }

  /// What to try next, each as it is typed, with somebody to act as where something is written.
  private func suggestions(_ session: LabSession, _ demo: DemoFolder) throws -> [String] {
    let person = try session.actor(DemoOffice.person, needing: [.admin])
    let invoice = try session.connection.exampleInvoiceNumber() ?? "1"
    let hold = try session.connection.findings(FindingFilter(decidable: .released)).first
    let program = CommandLine.arguments[0]
    let config = "--config \(demo.configurationFile)"
    var commands = [
      ("why this amount", "explain \(invoice) \(config)"),
      ("whether March is as it was sealed", "verify \(demo.exports)/2025-03"),
      (
        "what would be billed tonight", "nightly --dry-run --business-date 2025-04-22 \(config)"
      ),
      (
        "what April would come to with another price",
        "prices distance set --from 2025-04-14 --base 80 --per-km 6.5 --free 3 --preview 2025-04 --dry-run \(config)"
      ),
      ("what needs a person", "findings list --severity hold \(config)"),
    ]
    if let hold {
      let id = hold.finding.findingID
      commands.append(
        (
          "decide about it as \(person.name), an admin",
          "findings release \(id) --reason checked --as \(DemoOffice.person) \(config)"
        ))
    }
    return ["Try next:"] + commands.flatMap { ["  # \($0)", "  \(program) \($1)"] }
      + ["", "Remove it with: \(program) demo --clean\(places)"]
  }
}
