import Billing
import Foundation
import Postgres
import TestLab
import Testing

/// The connection of an import lost at each of its statements, on the way there and on the way back.
@Suite("An import whose connection is lost")
struct PaymentsInDoubtTests {
  private let database: TestDatabase
  private let environment: [String: String]
  private let settlement: String

  init() throws {
    // Nobody may be connected to a database that is copied.
    let lab = try ProgramLab()
    for id in 1...2 { try lab.book(id, on: "2025-01-0\(id)") }
    try lab.admin(["nightly"], on: "2025-01-20")
    settlement = """
      invoice_number,amount,paid_at,reference
      \(try lab.invoice(1)),500,2025-01-18,p1
      \(try lab.invoice(2)),200,2025-01-18,p2

      """
    database = lab.database
    environment = lab.environment
  }

  private func importing(_ url: String, in folder: Scratch) throws -> ChildProcess.Outcome {
    let file = folder.path + "/settlement.csv"
    try settlement.write(toFile: file, atomically: true, encoding: .utf8)
    return try JobrunnerProgram.run(
      ["payments", "import", file, "--business-date", "2025-01-20"],
      environment: environment.merging(
        ["DATABASE_URL": url, "JOBRUNNER_AS": ProgramLab.adminEmail]
      ) { $1 }, folder: folder.path)
  }

  @Test(
    "in the commit, it is said that all of it or nothing was imported, and the same file again is right",
    arguments: [(KillProxy.Fault.cut, "0"), (.answer, "2")])
  func lost(fault: KillProxy.Fault, inDoubt: String) throws {
    let proxy = try KillProxy()
    try proxy.awaitListening()
    let folder = try Scratch()
    var doubts: [String] = []
    var statement = 1
    while true {
      let copy = try TestDatabase.copy(of: database)
      let run = try importing(proxy.url(copy, fault, at: statement), in: folder)
      let connection = try copy.connect()
      let count = try connection.query("select count(*)::text from billing_payments") {
        try $0.string(0)
      }[0]
      if run.exitCode == 0 {
        #expect(count == "2")
        break
      }
      #expect(run.exitCode == 69, "at statement \(statement): \(run.standardError)")
      #expect(!run.standardError.contains("bug"))
      if run.standardError.contains("whether the payments were imported is not known") {
        #expect(run.standardError.contains("import the same file again"))
        doubts.append(count)
      } else {
        #expect(count == "0", "at statement \(statement): \(run.standardError)")
      }
      let again = try importing(copy.url, in: folder)
      #expect(again.exitCode == 0, "\(again.standardError)")
      let state = try connection.query(
        """
        select p.gateway_reference || ' ' || p.amount || ' ' || r.status
        from billing_payments p
        join billing_records r on r.id = p.record_id
        order by 1
        """
      ) { try $0.string(0) }
      #expect(state == ["p1 500.00 paid", "p2 200.00 invoiced"])
      statement += 1
    }
    #expect(statement > 10 && doubts == [inDoubt], "\(statement) statements, \(doubts)")
  }
}
