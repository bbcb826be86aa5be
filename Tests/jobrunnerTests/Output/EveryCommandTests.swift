import Billing
import Foundation
import Postgres
import TestLab
import Testing

/// What holds of every command there is, and of those to come: they are taken from the program's own
/// description of itself.
@Suite("Every command of the built program")
struct EveryCommandTests {
  private let lab: ProgramLab

  /// What a terminal must not be given: clears the screen, moves the cursor, breaks the line, ends
  /// with the eight-bit form, and turns the direction round.
  private static let hostile = "A\u{1B}[2J\u{1B}[1;1H\r\nBROKEN\u{9B}2J\u{202E}C"

  init() throws {
    lab = try ProgramLab()
    for id in 1...3 { try lab.book(id, on: "2025-01-0\(id)") }
    try lab.book(4, on: "2025-01-18")
    try lab.admin(["nightly"], on: "2025-01-20")
    lab.environment["JOBRUNNER_AS"] = ProgramLab.adminEmail
  }

  private func values(_ file: String) -> [String: String] {
    [
      "period": "2025-01", "scope": "2025-01", "subject": "1", "id": "1", "ids": "1",
      "reason": "a reason",
      "folder": lab.folder + "/exports", "file": file, "to": "5", "kind": "invoice",
      "table": "tests", "column=value": "name=x", "from": "2025-02-03", "base": "60",
      "per-km": "6.5",
      "free": "3", "test": "1", "offer": "1", "count": "5", "code": "NEW1", "key": "1",
      "by": "cron",
    ]
  }

  private func settlement() throws -> String {
    try lab.write(
      """
      invoice_number,amount,paid_at,reference
      \(try lab.invoice(1)),500,2025-01-19,p1
      \(try lab.invoice(2)),500,2025-01-19,"\(Self.hostile)"

      """, to: "s.csv")
  }

  /// A command as it is called on this lab; where it can, without changing anything.
  private func line(_ leaf: CommandTree.Leaf, _ settlement: String) -> [String] {
    var line = leaf.line(values(settlement))
    if leaf.flags.contains("business-date") { line += ["--business-date", "2025-01-20"] }
    if leaf.flags.contains("dry-run") {
      line.append("--dry-run")
    } else if leaf.flags.contains("yes") {
      line.append("--yes")
    }
    return line
  }

  private static let exitCodes: Set<Int32> = [0, 1, 64, 65, 69, 73, 75, 77, 78]

  /// What the lab knows of its customers and its staff.
  private static let personal = [
    "Anita", "Desai", "Ravi Menon", "5551 0001", "55510001", "5551 0002", "anita@home", "ravi@home",
  ]

  @Test(
    "--json gives one JSON document or is refused with 64; the log is JSON, and names no customer")
  func json() throws {
    let file = try settlement()
    let leaves = try CommandTree.leaves()
    #expect(leaves.count > 20)
    for leaf in leaves {
      let run = try JobrunnerProgram.run(
        line(leaf, file) + ["--json", "--log-format", "json"]
          + (leaf.flags.contains("verbose") ? ["--verbose"] : []),
        environment: lab.environment, folder: lab.folder)
      for line in run.standardError.split(separator: "\n") {
        let event = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
        #expect(
          Set(["time", "level", "event", "message"]).isSubset(of: event?.keys.map(\.self) ?? []),
          "\(leaf.name): \(line)")
        for word in Self.personal { #expect(!line.contains(word), "\(leaf.name): \(line)") }
      }
      #expect(Self.exitCodes.contains(run.exitCode), "\(leaf.name): \(run.standardError)")
      let document = try? JSONSerialization.jsonObject(
        with: Data(run.standardOutput.utf8), options: .fragmentsAllowed)
      #expect(document != nil, "\(leaf.name): \(run.standardOutput)")
      if !leaf.flags.contains("json") { #expect(run.exitCode == 64, "\(leaf.name)") }
    }
  }

  @Test("with --json an error is a document: error, remedy and exit_code, always the three")
  func jsonErrors() throws {
    for leaf in try CommandTree.leaves() where leaf.flags.contains("config") {
      let run = try JobrunnerProgram.run(
        leaf.line(values("/nowhere")) + ["--json", "--config", "/nowhere.yaml"]
          + (leaf.flags.contains("yes") ? ["--yes"] : []), environment: lab.environment)
      #expect(run.exitCode == 78, "\(leaf.name): \(run.standardError)")
      // doctor tells it as the first of its checks, and so does who checks the configuration.
      if ["doctor", "config check"].contains(leaf.name) { continue }
      let document = try lab.json(run)
      #expect(Set(document.keys) == ["error", "remedy", "exit_code"], "\(leaf.name)")
      #expect(document["exit_code"] as? Int == 78)
      #expect(run.standardError.hasPrefix("jobrunner: there is no configuration file"))
    }
    let usage = try lab.json(try lab.run("nightly", "--json", "--frobnicate"))
    #expect(usage["exit_code"] as? Int == 64)
    #expect(Set(usage.keys) == ["error", "remedy", "exit_code"])
  }

  @Test("README's list of commands, and of the options they take, is what they take")
  func readme() throws {
    let common: Set<String> = [
      "config", "lab", "business-date", "json", "quiet", "verbose", "log-format",
    ]
    for leaf in try CommandTree.leaves() {
      let expected: Set<String> =
        switch leaf.name {
        case "verify", "schedule enable", "schedule disable", "schedule show":
          ["json", "quiet", "verbose", "log-format"]
        case "demo": ["quiet", "verbose", "log-format"]
        default: common
        }
      #expect(leaf.flags.intersection(common) == expected, "\(leaf.name)")
    }
  }

  @Test("text from data moves no terminal, in any command")
  func hostileText() throws {
    let text = Self.hostile
    try lab.connection.execute("update users set full_name = \(text)")
    try lab.connection.execute("update tests set name = \(text)::text || id")
    try lab.connection.execute("update staff set name = \(text) where id = 1")
    try lab.connection.execute("update bookings set status = \(text) where id = 3")
    try lab.connection.execute(
      """
      insert into offers (id, name, discount_type, discount_value, start_date, end_date, is_active)
      values (1, \(text)::text, 'percentage', 10, '2025-01-01', '2025-12-31', true),
        (2, \(text)::text || '2', 'percentage', 900, '2025-01-01', '2025-12-31', true)
      """)
    try lab.connection.execute("update booking_items set unit_price = 450 where booking_id = 1")
    try lab.book(5, on: "2025-01-19", items: [(2, "0.00")])
    try lab.admin(["nightly"], on: "2025-01-20", exits: [0, 1])
    let file = try settlement()
    // An export is for a program: to that it goes as it is, and harmless to a terminal.
    let others: Set = ["demo", "data export"]
    for leaf in try CommandTree.leaves() where !others.contains(leaf.name) {
      for more in [[], ["--verbose"]] where more.isEmpty || leaf.flags.contains("verbose") {
        let run = try JobrunnerProgram.run(
          line(leaf, file) + more, environment: lab.environment, folder: lab.folder)
        expectHarmless(run, leaf.name)
      }
    }
    for arguments in [
      ["explain", text], ["nightly", text], ["nightly", "--config", text], ["verify", text],
      ["nightly", "--lab", text], ["findings", "list", "--kind", text], ["export", text],
    ] {
      let run = try JobrunnerProgram.run(arguments, environment: lab.environment)
      #expect(run.exitCode >= 64)
      expectHarmless(run, arguments[0])
    }
  }

  private func expectHarmless(_ run: ChildProcess.Outcome, _ name: String) {
    for output in [run.standardOutput, run.standardError] {
      let moving = output.unicodeScalars.filter {
        $0 != "\n" && ($0.properties.generalCategory == .control || $0.value == 0x202E)
      }
      #expect(moving.isEmpty, "\(name): \(output.debugDescription)")
      // A line of its own would begin with what stands behind the break.
      #expect(!output.contains("\nBROKEN"), "\(name): \(output.debugDescription)")
    }
  }
}
