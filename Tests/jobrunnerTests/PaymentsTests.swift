import Billing
import Foundation
import LabSchema
import Postgres
import TestLab
import Testing

@Suite("Importing payments with the built program")
struct PaymentsTests {
  private let lab: ProgramLab

  /// Three invoices of 500.00 each, of bookings 1 to 3.
  init() throws {
    lab = try ProgramLab()
    for id in 1...3 { try lab.book(id, on: "2025-01-0\(id)") }
    try lab.admin(["nightly"], on: "2025-01-20")
  }

  private func settlement(_ lines: [String], name: String = "settlement.csv") throws -> String {
    try lab.write(
      (["invoice_number,amount,paid_at,reference,fee,method"] + lines).joined(separator: "\n")
        + "\n", to: name)
  }

  private func line(_ booking: Int, _ amount: String, _ reference: String) throws -> String {
    "\(try lab.invoice(booking)),\(amount),2025-01-18,\(reference),5.00,upi"
  }

  private func statuses() throws -> [String] {
    try lab.strings("select status from billing_records order by booking_id")
  }

  @Test("in full, in parts and beyond what is due; the summary ties out")
  func outcomes() throws {
    let file = try settlement([
      try line(1, "500.00", "p1"), try line(2, "200.00", "p2"), try line(2, "100", "p3"),
      try line(3, "620.50", "p4"),
    ])
    let outcome = try lab.admin(
      ["payments", "import", file, "--json"], on: "2025-01-20", exits: [1])
    #expect(try statuses() == ["paid", "invoiced", "paid"])
    let report = try lab.json(outcome)
    let imported = try #require(report["imported"] as? [String: Any])
    #expect(imported["gross"] as? String == "1420.50")
    #expect(imported["fee"] as? String == "20.00")
    #expect(imported["net"] as? String == "1400.50")
    #expect(report["overpaid_amount"] as? String == "120.50")
    #expect(
      try lab.one("select sum(amount)::text || ' ' || sum(fee) from billing_payments")
        == "1420.50 20.00")
    #expect(
      try lab.one("select paid_date from billing_records where booking_id = 1") == "2025-01-18")
    #expect(try lab.one("select person from billing_runs where job = 'payments'").contains("Meera"))
    try lab.expectOrder()
    let status = try lab.admin(["status", "--json"], on: "2025-01-20")
    #expect(status.standardOutput.contains("\"overpaid_amount\" : \"120.50\""))
    #expect(status.standardOutput.contains("\"outstanding_amount\" : \"79.50\""))
  }

  @Test("the same file twice changes nothing, not even a row of the ledger")
  func twice() throws {
    let file = try settlement([try line(1, "500.00", "p1"), try line(2, "200.00", "p2")])
    try lab.admin(["payments", "import", file], on: "2025-01-20")
    let versions: Statement = """
      select 'p' || payment_id || ' ' || xmin from billing_payments
      union all select 'r' || id || ' ' || xmin from billing_records
      union all select 'l' || run_id || ' ' || xmin from billing_runs
      order by 1
      """
    let before = try lab.strings(versions)
    let again = try lab.admin(["payments", "import", file], on: "2025-01-20")
    #expect(again.standardOutput.contains("reference p1 was imported before; skipped"))
    #expect(try lab.strings(versions) == before)
  }

  @Test("one bad line: nothing is imported, it is kept with the reason, and corrected it goes in")
  func rejected() throws {
    let good = try line(1, "500.00", "p1")
    let file = try settlement([good, "PL/99-99/1,5,2025-01-18,p2,,", "x,\"oops,2025-01-18,p3,,"])
    let refused = try lab.admin(["payments", "import", file], on: "2025-01-20", exits: [65])
    #expect(refused.standardOutput.contains("nothing was imported"))
    #expect(try lab.one("select count(*) from billing_payments") == "0")
    let rejects = lab.folder + "/settlement.rejects.csv"
    let kept = try String(contentsOfFile: rejects, encoding: .utf8)
    #expect(kept.contains("3,\"there is no such invoice\",PL/99-99/1,5,2025-01-18,p2,,\n"))
    #expect(kept.contains("x,\"oops,2025-01-18,p3,,\n"))
    #expect(!kept.contains("p1"))
    let mode = try FileManager.default.attributesOfItem(atPath: rejects)[.posixPermissions]
    #expect(mode as? Int == 0o640)

    let corrected = kept.replacingOccurrences(of: "PL/99-99/1,5,", with: "\(try lab.invoice(2)),5,")
      .replacingOccurrences(of: "x,\"oops,", with: "\(try lab.invoice(3)),7,")
    let second = try lab.write(corrected, to: "corrected.csv")
    try lab.admin(["payments", "import", second], on: "2025-01-20")
    #expect(try lab.strings("select amount from billing_payments order by 1") == ["5.00", "7.00"])
  }

  @Test("a file with semicolons has rejects with semicolons, which go in once corrected")
  func semicolons() throws {
    let file = try lab.write(
      "invoice_number;amount;paid_at;reference\nnone;5.00;2025-01-18;p1\n", to: "settlement.csv")
    try lab.admin(["payments", "import", file], on: "2025-01-20", exits: [65])
    let kept = try String(contentsOfFile: lab.folder + "/settlement.rejects.csv", encoding: .utf8)
    #expect(
      kept == """
        rejected_line;rejected_because;invoice_number;amount;paid_at;reference
        2;"there is no such invoice";none;5.00;2025-01-18;p1

        """)
    let corrected = try lab.write(
      kept.replacing("none", with: try lab.invoice(1)), to: "corrected.csv")
    try lab.admin(["payments", "import", corrected], on: "2025-01-20")
    #expect(try lab.strings("select amount from billing_payments") == ["5.00"])
  }

  @Test("rejects that are there, with somebody's corrections, are not written over")
  func rejectsStay() throws {
    let file = try settlement(["none,5,2025-01-18,p2,,"])
    let mine = try lab.write("corrected by hand", to: "settlement.rejects.csv")
    let run = try lab.admin(["payments", "import", file], on: "2025-01-20", exits: [65])
    #expect(run.standardOutput.contains("settlement.rejects-2.csv"))
    #expect(try String(contentsOfFile: mine, encoding: .utf8) == "corrected by hand")
    let other = lab.folder + "/settlement.rejects-2.csv"
    #expect(try String(contentsOfFile: other, encoding: .utf8).contains("no such invoice"))
  }

  @Test("with --partial the good lines are imported and the others kept where --rejects says")
  func partial() throws {
    let file = try settlement([try line(1, "500.00", "p1"), "none,5,2025-01-18,p2,,"])
    try lab.admin(
      ["payments", "import", file, "--partial", "--rejects", lab.folder + "/kept.csv"],
      on: "2025-01-20", exits: [1])
    #expect(try statuses() == ["paid", "invoiced", "invoiced"])
    let kept = try String(contentsOfFile: lab.folder + "/kept.csv", encoding: .utf8)
    #expect(kept.split(separator: "\n").count == 2)
  }

  @Test("a dry run says all of it and changes nothing")
  func dryRun() throws {
    let file = try settlement([try line(1, "500.00", "p1"), "none,5,2025-01-18,p2,,"])
    let run = try lab.run(
      "payments", "import", file, "--dry-run", "--business-date", "2025-01-20")
    #expect(run.standardOutput.contains("there is no invoice none"))
    #expect(try lab.one("select count(*) from billing_payments") == "0")
    #expect(!FileManager.default.fileExists(atPath: lab.folder + "/settlement.rejects.csv"))
  }

  @Test("a reference that comes again as another payment, or from the future, is rejected")
  func contradicted() throws {
    let file = try settlement([
      try line(1, "500.00", "p1"), try line(1, "400.00", "p1"), try line(2, "500.00", "p1"),
      try line(1, "500.00", "p1"), "\(try lab.invoice(3)),5,2025-01-21,p9,,",
    ])
    let run = try lab.admin(
      ["payments", "import", file, "--partial"], on: "2025-01-20", exits: [1])
    #expect(run.standardOutput.contains("reference p1 is 500.00 for"))
    #expect(run.standardOutput.contains("after the business date"))
    #expect(try lab.strings("select amount from billing_payments") == ["500.00"])
    let kept = try String(contentsOfFile: lab.folder + "/settlement.rejects.csv", encoding: .utf8)
    #expect(kept.split(separator: "\n").count == 4)
  }

  @Test("a moment is paid on its day in the billing time zone")
  func zone() throws {
    let file = try settlement(["\(try lab.invoice(1)),500,2025-01-17T20:00:00Z,p1,,"])
    try lab.admin(["payments", "import", file], on: "2025-01-20")
    #expect(try lab.one("select paid_on from billing_payments") == "2025-01-18")
  }

  @Test("an analyst may import; a collector and nobody may not")
  func roles() throws {
    let file = try settlement([try line(1, "500.00", "p1")])
    let nobody = try lab.run("payments", "import", file, "--business-date", "2025-01-20")
    #expect(nobody.exitCode == 64)
    try lab.connection.execute("update staff set role = 'collector' where id = 1")
    try lab.admin(["payments", "import", file], on: "2025-01-20", exits: [77])
    let analyst = try lab.run(
      "payments", "import", file, "--business-date", "2025-01-20", "--as", "anil@lab.example")
    #expect(analyst.exitCode == 0, "\(analyst.standardError)")
  }

  @Test("two imports at once of one file: each payment once, whoever comes second says so")
  func atOnce() throws {
    let file = try settlement([try line(1, "500.00", "p1"), try line(2, "200.00", "p2")])
    let environment = lab.environment.merging(["JOBRUNNER_AS": ProgramLab.adminEmail]) { $1 }
    let arguments = ["payments", "import", file, "--business-date", "2025-01-20"]
    let first = try JobrunnerProgram.start(arguments, environment: environment)
    let second = try JobrunnerProgram.start(arguments, environment: environment)
    let codes = [
      first.wait(within: .seconds(60)).exitCode, second.wait(within: .seconds(60)).exitCode,
    ]
    #expect(codes.contains(0) && codes.allSatisfy { $0 == 0 || $0 == 75 }, "\(codes)")
    #expect(try lab.one("select count(*) from billing_payments") == "2")
    try lab.expectOrder()
  }

  @Test("a run that is refused leaves no row in the ledger, one that fails leaves its reason")
  func ledger() throws {
    let file = try settlement([try line(1, "500.00", "p1"), "none,5,2025-01-18,p2,,"])
    try lab.admin(["payments", "import", file], on: "2025-01-20", exits: [65])
    #expect(try lab.one("select count(*) from billing_runs where job = 'payments'") == "0")
    let broken = try lab.admin(
      ["payments", "import", file, "--partial", "--rejects", "/proc/nothing/rejects.csv"],
      on: "2025-01-20", exits: [73])
    #expect(broken.standardError.contains("nothing was imported"))
    #expect(try lab.one("select count(*) from billing_payments") == "0")
  }

  @Test("where the rejects cannot be put in place after the commit, it says what was imported")
  func rejectsNotPlaced() throws {
    let file = try settlement([try line(1, "500.00", "p1"), "none,5,2025-01-18,p2,,"])
    let taken = lab.folder + "/taken"
    try FileManager.default.createDirectory(atPath: taken, withIntermediateDirectories: true)
    let run = try lab.admin(
      ["payments", "import", file, "--partial", "--rejects", taken], on: "2025-01-20", exits: [73])
    #expect(run.standardError.contains("imported 1 payment over 500.00"))
    #expect(try statuses() == ["paid", "invoiced", "invoiced"])
    let kept = try FileManager.default.contentsOfDirectory(atPath: lab.folder)
      .filter { $0.hasPrefix("taken.") && $0.hasSuffix(".unfinished") }
    #expect(kept.count == 1)
    let text = try String(contentsOfFile: lab.folder + "/" + kept[0], encoding: .utf8)
    #expect(text.contains("none,5,2025-01-18,p2,,"))
  }

  @Test("what one batch of lines has used up counts in the next, imported and in a dry run alike")
  func batches() throws {
    // A batch is 5,000 lines.
    var lines = [try line(1, "100.00", "p1")]
    for number in 1...5000 { lines.append("\(try lab.invoice(2)),0.01,2025-01-18,q\(number),,") }
    lines += [
      try line(1, "400.00", "p2"), try line(1, "100.00", "p1"), try line(2, "100.00", "p1"),
      try line(2, "450.00", "p3"),
    ]
    let file = try settlement(lines)
    func counts(_ run: ChildProcess.Outcome) throws -> [String] {
      let report = try lab.json(run)
      let outcomes = try #require(report["outcomes"] as? [[String: Any]])
      let remarks = try #require(report["remarks"] as? [[String: Any]])
      return outcomes.compactMap { outcome in
        (outcome["lines"] as? Int).flatMap { $0 == 0 ? nil : "\(outcome["outcome"] ?? "") \($0)" }
      } + remarks.compactMap { $0["line"].map { "line \($0)" } }
    }
    let expected = [
      "paid 2", "partly_paid 5001", "duplicate 1", "contradicted 1", "line 5004", "line 5005",
    ]
    let dry = try lab.run(
      "payments", "import", file, "--dry-run", "--json", "--business-date", "2025-01-20")
    #expect(try counts(dry) == expected)
    let run = try lab.admin(
      ["payments", "import", file, "--partial", "--json"], on: "2025-01-20", exits: [1])
    #expect(try counts(run) == expected)
    #expect(try statuses() == ["paid", "paid", "invoiced"])
    #expect(try lab.one("select sum(amount) from billing_payments") == "1000.00")
  }
}
