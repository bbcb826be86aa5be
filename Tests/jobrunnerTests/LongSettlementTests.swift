import Billing
import Foundation
import Postgres
import TestLab
import Testing

/// Files of more lines than are ever in memory at once.
@Suite("Long settlements, with the built program")
struct LongSettlementTests {
  private let lab: ProgramLab

  /// Invoices of 500.00 each, of bookings 1 to 3.
  init() throws {
    lab = try ProgramLab()
    for id in 1...3 { try lab.book(id, on: "2025-01-0\(id)") }
    try lab.admin(["nightly"], on: "2025-01-20")
  }

  /// Payments of a paisa, each with a reference of its own, of the three invoices in turn; every
  /// hundredth line names no invoice.
  private func settlement(_ lines: Int) throws -> String {
    let invoices = try (1...3).map { try lab.invoice($0) }
    let text = (1...lines).map { number in
      let invoice = number % 100 == 0 ? "none" : invoices[number % 3]
      return "\(invoice),0.01,2025-01-18,payment-\(lines)-\(number)\n"
    }
    return try lab.write(
      "invoice_number,amount,paid_at,reference\n" + text.joined(), to: "lines-\(lines).csv")
  }

  /// What an import was at most resident with, in kilobytes.
  private func peak(_ file: String, _ option: String, exits code: Int32) throws -> Int {
    let run = try lab.shell(
      """
      /usr/bin/python3 -c 'import resource, subprocess, sys
      code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode
      print(code, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)' \
        "$JOBRUNNER" payments import "\(file)" \(option) --business-date 2025-01-20 \
        --as \(ProgramLab.adminEmail) --rejects "\(lab.folder)/rejects.csv"
      """)
    let numbers = run.standardOutput.split(whereSeparator: \.isWhitespace)
    #expect(numbers.first.flatMap { Int32($0) } == code, "\(run.standardError)")
    return try #require(numbers.last.flatMap { Int($0) })
  }

  @Test(
    "five times the lines take no more memory, imported and in a dry run",
    arguments: [("--dry-run", Int32(65)), ("--partial", 1)])
  func memory(option: String, code: Int32) throws {
    let short = try peak(try settlement(20_000), option, exits: code)
    let long = try peak(try settlement(100_000), option, exits: code)
    // What a batch of lines takes varies by less; 80,000 lines at 80 bytes each would be more.
    #expect(long - short < 6144, "\(short) and \(long) kB")
  }

  @Test("a dry run that cannot keep the lines it has read says what to do, and changes nothing")
  func noRoom() throws {
    lab.environment["EXPORTS_TEMPORARY_FOLDER"] = lab.folder + "/nothing"
    let file = try settlement(6000)
    let run = try lab.run(
      "payments", "import", file, "--dry-run", "--business-date", "2025-01-20")
    #expect(run.exitCode == 73)
    #expect(run.standardError.contains("set exports.temporary_folder"))
    #expect(try lab.one("select count(*) from billing_payments") == "0")
  }

  @Test("an app changes a table while a dry run reads a long file, and no line is passed over")
  func besideApp() throws {
    let lines = try String(contentsOfFile: try settlement(12_000), encoding: .utf8)
      .split(separator: "\n").map { $0 + "\n" }
    let pipe = lab.folder + "/pipe"
    #expect(unsafe mkfifo(pipe, 0o600) == 0)
    let run = try JobrunnerProgram.start(
      ["payments", "import", pipe, "--dry-run", "--json", "--business-date", "2025-01-20"],
      environment: lab.environment)
    let writer = try #require(FileHandle(forWritingAtPath: pipe))
    try writer.write(contentsOf: Data(lines.prefix(8000).joined().utf8))
    // The program waits for more lines here, and the app for nobody.
    try lab.connection.transaction {
      try lab.connection.execute("set local lock_timeout = '20s'")
      try lab.connection.execute(
        "alter table bookings add column uid uuid not null default gen_random_uuid()")
    }
    try writer.write(contentsOf: Data(lines.dropFirst(8000).joined().utf8))
    try writer.close()
    let outcome = run.wait(within: .seconds(60))
    #expect(outcome.exitCode == 65, "\(outcome.standardError)")
    let total = try #require(try lab.json(outcome)["total"] as? [String: Any])
    #expect(total["lines"] as? Int == 12_000)
  }
}
