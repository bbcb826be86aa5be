import Billing
import Foundation
import Postgres
import TestLab
import Testing

/// Who did it: every command that changes data for a person writes down whom it was done for.
@Suite("Who asked for a change")
struct AttributionTests {
  /// A lab with a hold: booking 1 costs nothing.
  private func heldLab() throws -> (ProgramLab, finding: String) {
    let lab = try ProgramLab()
    try lab.book(1, on: "2025-01-10", items: [(1, "0.00")])
    let night = try lab.run("nightly", "--business-date", "2025-01-20")
    #expect(night.exitCode == 1, "\(night.standardError)")
    let finding = try lab.strings("select finding_id from billing_findings where severity = 'hold'")
    return (lab, try #require(finding.first))
  }

  private func release(
    _ lab: ProgramLab, _ finding: String, as person: String?
  ) throws -> ChildProcess.Outcome {
    var arguments = ["findings", "release", finding, "--reason", "a free sample"]
    if let person { arguments += ["--as", person] }
    return try JobrunnerProgram.run(arguments, environment: lab.environment)
  }

  @Test("nobody named: 64, and which people may ask for it")
  func missing() throws {
    let (lab, finding) = try heldLab()
    let run = try release(lab, finding, as: nil)
    #expect(run.exitCode == 64)
    #expect(run.standardError.contains("--as PHONE_OR_EMAIL of an active admin"))
    #expect(try lab.strings("select job from billing_runs where job <> 'nightly'").isEmpty)
  }

  @Test(
    "a person who is not there, not active, or without the role: 77, and nothing is changed",
    arguments: [
      ("nobody@lab.example", "no member of the staff"),
      ("+91 80 5550 0003", "Old Admin is no active member"),
      ("anil@lab.example", "Anil Shah is analyst, and this needs admin"),
    ])
  func refused(person: String, message: String) throws {
    let (lab, finding) = try heldLab()
    let run = try release(lab, finding, as: person)
    #expect(run.exitCode == 77)
    #expect(run.standardError.contains(message), "\(run.standardError)")
    #expect(try lab.strings("select released_by from billing_findings") == ["null"])
    #expect(try lab.strings("select job from billing_runs where job <> 'nightly'").isEmpty)
  }

  @Test(
    "the right role by phone or by e-mail, however it is written",
    arguments: ["+91 80 5550-0001", "+918055500001", "MEERA@lab.example"])
  func accepted(person: String) throws {
    let (lab, finding) = try heldLab()
    let run = try release(lab, finding, as: person)
    #expect(run.exitCode == 0, "\(run.standardError)")
    #expect(
      try lab.strings("select person from billing_runs order by run_id")
        == ["system", "Meera Rao (staff 1)"])
    #expect(try lab.strings("select released_by from billing_findings") == ["Meera Rao (staff 1)"])
  }

  @Test("the environment names a person as well, and the option wins over it")
  func environment() throws {
    let (lab, finding) = try heldLab()
    let given = ["JOBRUNNER_AS": ProgramLab.adminEmail]
    let refused = try lab.run(
      "findings", "release", finding, "--reason", "free", "--as", "anil@lab.example",
      environment: given)
    #expect(refused.exitCode == 77)
    let run = try lab.run("findings", "release", finding, "--reason", "free", environment: given)
    #expect(run.exitCode == 0, "\(run.standardError)")
  }

  @Test("runs shows the person, the user of the system, the host and the arguments")
  func runs() throws {
    let (lab, finding) = try heldLab()
    _ = try release(lab, finding, as: ProgramLab.adminEmail)
    let text = try lab.run("runs")
    #expect(text.standardOutput.contains("Meera Rao (staff 1)"))
    let json = try lab.run("runs", "--json")
    let runs = try JSONDecoder().decode([RunLine].self, from: Data(json.standardOutput.utf8))
    let newest = try #require(runs.first)
    #expect(newest.job == "release")
    #expect(newest.person == "Meera Rao (staff 1)")
    #expect(newest.arguments.first == "findings")
    #expect(newest.os_user?.isEmpty == false && newest.host?.isEmpty == false)
    #expect(runs.last?.person == "system")
  }

  private struct RunLine: Decodable {
    var job: String
    var person: String?
    var os_user: String?
    var host: String?
    var arguments: [String]
  }
}
