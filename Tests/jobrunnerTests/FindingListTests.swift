import Billing
import Foundation
import Postgres
import TestLab
import Testing

/// Lists of findings, what their kinds mean, and decisions about many of them at once.
@Suite("Lists of findings, and decisions about many")
struct FindingListTests {
  private let lab: ProgramLab

  /// January: bookings 1 to 3 hold (nothing to pay), 4 and 5 are quarantined (no items; the last without
  /// a customer), and 6 is billed at its test's price.
  init() throws {
    lab = try ProgramLab()
    for id in 1...3 {
      try lab.book(id, on: "2025-01-18", user: id == 2 ? 2 : 1, items: [(1, "0.00")])
    }
    try lab.book(4, on: "2025-01-18", items: [])
    try lab.book(5, on: "2025-01-18", user: nil)
    try lab.book(6, on: "2025-01-18", items: [])
    try lab.connection.execute("insert into booking_items (booking_id, test_id) values (6, 1)")
    try lab.admin(["nightly"], on: "2025-01-20", exits: [1])
  }

  private struct Line: Decodable {
    var finding_id: Int
    var kind: String
    var booking_id: Int?
    var customer: String?
    var state: String
    var remedy: String
    var closed_on: String?
  }

  private func list(_ filter: [String] = []) throws -> [Line] {
    let run = try JobrunnerProgram.run(
      ["findings", "list", "--json"] + filter, environment: lab.environment)
    #expect(run.exitCode == 0, "\(run.standardError)")
    return try JSONDecoder().decode([Line].self, from: Data(run.standardOutput.utf8))
  }

  private func id(ofBooking booking: Int) throws -> String {
    "\(try #require(try list(["--booking", "\(booking)", "--all"]).first).finding_id)"
  }

  private func decided() throws -> [String] {
    try lab.strings(
      """
      select concat_ws(' ', booking_id, coalesce(release_reason, accept_reason))
      from billing_findings
      where released_at is not null or accepted_at is not null
      order by booking_id
      """)
  }

  private func runs(_ job: String) throws -> Int {
    Int(try lab.one("select count(*) from billing_runs where job = \(job)")) ?? -1
  }

  @Test(
    "the open ones are listed with customer and remedy; --all has the others, and how they ended")
  func lists() throws {
    let open = try list()
    #expect(open.map(\.booking_id) == [4, 5, 1, 2, 3, 6])
    #expect(
      open.map(\.customer) == [
        "Anita Desai", nil, "Anita Desai", "Ravi Menon", "Anita Desai", "Anita Desai",
      ])
    #expect(open.allSatisfy { $0.state == "open" })
    #expect(open[0].remedy == FindingKind.noItems.remedy)
    let shown = try lab.run("findings", "list").standardOutput
    // Once for each kind, below the rows.
    #expect(
      shown.components(separatedBy: "zero_amount: \(FindingKind.zeroAmount.remedy)").count == 2)
    #expect(shown.contains("jobrunner findings release ID"))

    try lab.admin(
      ["findings", "release", try id(ofBooking: 1), "--reason", "a gift"], on: "2025-01-20")
    try lab.admin(
      ["findings", "accept", try id(ofBooking: 4), "--reason", "a test"], on: "2025-01-20")
    try lab.connection.execute("update bookings set status = 'cancelled' where id = 2")
    try lab.admin(["nightly"], on: "2025-01-21", exits: [0, 1])
    #expect(try list().map(\.booking_id) == [5, 3, 6])
    let all = try list(["--all"])
    #expect(all.map(\.booking_id) == [4, 5, 1, 3, 6, 2])
    #expect(all.map(\.state) == ["accepted", "open", "released", "open", "open", "gone"])
    #expect(all.last?.closed_on == "2025-01-21")
    let ended = try lab.run("findings", "list", "--all").standardOutput
    for words in [
      "accepted by Meera Rao (staff 1): a test", "released by Meera Rao (staff 1): a gift",
      "gone on 2025-01-21",
    ] { #expect(ended.contains(words), "\(ended)") }
  }

  @Test("a customer is found by ID, phone, e-mail address or a part of the name; nobody else is")
  func customers() throws {
    for customer in [
      "2", "ravi@home.example", "Ravi@HOME.example ", "+918055510002", "080 5551-0002", "ravi m",
    ] {
      #expect(try list(["--customer", customer]).map(\.booking_id) == [2], "\(customer)")
    }
    for customer in ["%", "_avi", "3", "nobody@home.example", "5551000200", "x' or true --"] {
      #expect(try list(["--customer", customer]).isEmpty, "\(customer)")
    }
    #expect(try lab.run("findings", "list", "--customer", " ").exitCode == 64)
    // An invoice keeps its customer's name, whatever the customer is called later.
    try lab.connection.execute(
      "update booking_items set unit_price = 400 where booking_id in (2, 3)")
    try lab.admin(["nightly"], on: "2025-01-26", exits: [0, 1])
    try lab.connection.execute("update users set full_name = 'Ravi Nair' where id = 2")
    try lab.connection.execute("update booking_items set unit_price = 300 where booking_id = 2")
    try lab.admin(["nightly"], on: "2025-01-27", exits: [0, 1])
    #expect(try list(["--kind", "drift"]).map(\.customer) == ["Ravi Menon"])
    #expect(try list(["--kind", "drift", "--customer", "menon"]).count == 1)
  }

  @Test("many are decided as one run, or none: each that cannot be is named with its remedy")
  func manyByID() throws {
    let ids = try (1...3).map { try id(ofBooking: $0) }
    let quarantine = try id(ofBooking: 4)
    try lab.connection.execute(
      "insert into booking_items (booking_id, test_id, unit_price) values (3, 2, 0)")
    let refused = try lab.admin(
      ["findings", "release"] + ids + [quarantine, "4711", "--reason", "gifts"], on: "2025-01-20",
      exits: [65])
    #expect(
      refused.standardError.hasPrefix(
        "jobrunner: 3 of 5 findings cannot be released, so none was\n"),
      "\(refused.standardError)")
    for words in [
      "finding \(ids[2]) (zero_amount of booking 3) is out of date",
      "jobrunner findings accept \(quarantine)", "there is no finding 4711",
    ] { #expect(refused.standardError.contains(words), "\(refused.standardError)") }
    #expect(try decided() == [])
    #expect(try runs("release") == 1)

    let dry = try lab.run(
      "findings", "release", ids[0], ids[1], "--reason", "gifts", "--dry-run", "--business-date",
      "2025-01-20")
    #expect(dry.exitCode == 0, "\(dry.standardError)")
    #expect(dry.standardOutput.contains("2 findings would be released; nothing was written"))
    #expect(try decided() == [])
    #expect(try runs("release") == 1)

    let done = try lab.admin(
      ["findings", "release", ids[0], ids[1], ids[0], "--reason", "gifts"], on: "2025-01-20")
    #expect(
      done.standardOutput == """
        released zero_amount of booking 1
        released zero_amount of booking 2
        released 2 findings

        """)
    #expect(try decided() == ["1 gifts", "2 gifts"])
    #expect(try runs("release") == 2)
  }

  @Test("a filter means the open ones that can be decided so, and needs a terminal or --yes")
  func manyByFilter() throws {
    let asking = ["findings", "release", "--period", "2025-01", "--reason", "gifts"]
    let refused = try lab.admin(asking, on: "2025-01-20", exits: [64])
    #expect(refused.standardError.contains("add --yes"))
    let dry = try lab.run(
      "findings", "release", "--period", "2025-01", "--reason", "gifts", "--dry-run",
      "--business-date", "2025-01-20")
    #expect(dry.standardOutput.contains("3 findings would be released"), "\(dry.standardOutput)")
    #expect(try decided() == [])
    let json = try lab.json(
      try lab.admin(
        ["findings", "accept", "--customer", "Anita", "--reason", "tests", "--yes", "--json"],
        on: "2025-01-20"))
    #expect(json["count"] as? Int == 1)
    #expect(try decided() == ["4 tests"])
    try lab.admin(asking + ["--yes"], on: "2025-01-20")
    #expect(try decided() == ["1 gifts", "2 gifts", "3 gifts", "4 tests"])
    let again = try lab.admin(asking + ["--yes"], on: "2025-01-20")
    #expect(again.standardOutput == "there is no open finding like that to release\n")
    #expect(try runs("release") == 1)
    for (wrong, words) in [
      (["--reason", "x", "--yes"], "say which"),
      (["1", "--kind", "drift", "--reason", "x"], "not by both"),
      (["1", "--reason", "x", "--yes", "--dry-run"], "leave out --yes"),
    ] {
      let run = try lab.admin(["findings", "release"] + wrong, on: "2025-01-20", exits: [64])
      #expect(run.standardError.contains(words), "\(run.standardError)")
    }
  }

  @Test("on a terminal the findings are shown first, and nothing is done without a yes")
  func asks() throws {
    let command =
      "$JOBRUNNER findings release --kind zero_amount --reason gifts --as \(ProgramLab.adminEmail) "
      + "--business-date 2025-01-20"
    for (answer, expected) in [("n", []), ("y", ["1 gifts", "2 gifts", "3 gifts"])] {
      let run = try lab.shell("echo \(answer) | script -qec \"\(command)\" /dev/null")
      #expect(run.standardOutput.contains("release 3 findings as Meera Rao?"), "\(run)")
      #expect(run.standardOutput.contains("Ravi Menon"))
      #expect(try decided() == expected)
    }
  }

  @Test("a kind of finding is explained without a database, with where its severity is set")
  func kinds() throws {
    let environment = [
      "DATABASE_URL": "postgresql://nowhere.invalid/none",
      "CHECKS_SEVERITY_DISTANCE_OUTLIER": "warn",
      "CHECKS_SEVERITY_ZERO_AMOUNT": "off",
    ]
    func kind(_ arguments: String...) throws -> ChildProcess.Outcome {
      try JobrunnerProgram.run(["findings", "finding"] + arguments, environment: environment)
    }
    for (name, words) in [
      ("no_items", "always quarantine"), ("bad_offer", "set it to off, warn or hold by"),
      (
        "distance_outlier",
        "warn here, hold by default: set to off, warn or hold by checks.severity.distance_outlier"
      ),
      ("zero_amount", "off: nothing: it is turned off"), ("drift", "stands in the way of closing"),
    ] {
      let run = try kind(name)
      #expect(run.exitCode == 0, "\(run.standardError)")
      let facts = try #require(FindingKind(rawValue: name)).facts
      for words in [words, facts.meaning, facts.remedy] {
        #expect(run.standardOutput.contains(words), "\(run.standardOutput)")
      }
    }
    let all = try kind()
    #expect(
      all.standardOutput.split(separator: "\n").count == FindingKind.allCases.count + 2,
      "\(all.standardOutput)")
    let json = try lab.json(try kind("zero_amount", "--json"))
    #expect(json["severity"] as? String == "off")
    #expect(json["severity_key"] as? String == "checks.severity.zero_amount")
    let unknown = try kind("zero_sum")
    #expect(unknown.exitCode == 64)
    #expect(unknown.standardError.contains("zero_amount"), "\(unknown.standardError)")
  }
}
