import Billing
import BillingJobs
import Exporters
import Foundation
import LabSchema
import Postgres
import Testing

@testable import jobrunner

/// The one mapping of errors to what a person is told and how the program ends (README, Exit codes).
@Suite("Errors and how the program ends")
struct FailureTests {
  private func server(_ state: String, hint: String? = nil) -> PostgresError {
    .server(ServerError(sqlState: state, message: "it did not work", hint: hint))
  }

  @Test("each kind of error ends the program with its code")
  func codes() throws {
    let march = try #require(BillingPeriod("2025-03"))
    let day = march.first
    let cases: [(any Error, Int32)] = [
      (RequestError(exitStatus: .badRequest, message: "m", remedy: "r"), 64),
      (AttributionError.missing([.admin]), 64), (AttributionError.unknown("x"), 77),
      (RunError.businessDateAhead(day, today: day), 64), (RunError.closed(march), 65),
      (ClosingError.notClosed(march), 65), (CSVFileError.empty, 65),
      (ExportError.noPackage(path: "p"), 65), (PostgresError.connection("no"), 69),
      (server("53100"), 69), (server("58030"), 69), (server("25006"), 69),
      (ClusterError.accountMissing(name: "x"), 69), (RunError.closingsNotTiedOut([]), 70),
      (server("23001"), 70), (server("XX000"), 70), (PostgresError.misuse("x"), 70),
      (ExportError.mismatch(file: "f", problem: "p"), 70), (ExportError.diskFull(path: "p"), 73),
      (RunError.busy(nil), 75), (PostgresError.gaveWay, 75), (server("40001"), 75),
      (server("55P03"), 75), (ExportError.busy(folder: "f"), 75), (server("42501"), 77),
      (RunError.unknownTimeZone("x"), 78), (PostgresError.pooledByTransaction, 78),
      (server("42P01"), 78), (server("42703"), 78),
      (PostgresError.tooWide(column: "c", value: "v"), 78),
      (ConfigurationError(ConfigurationFault(key: "a.b", problem: "is", remedy: "b: 1")), 78),
      (PostgresError.interrupted(signal: 2), 130), (PostgresError.interrupted(signal: 15), 143),
    ]
    for (error, code) in cases {
      let failure = Failure(error)
      #expect(failure.exitCode == code, "\(error)")
      #expect(!failure.message.isEmpty, "\(error)")
      #expect((failure.remedy?.isEmpty ?? (code > 128)) == (code > 128), "\(error)")
    }
  }

  @Test("what no one foresaw is a bug, and says so")
  func unforeseen() {
    let failure = Failure(MoneyOverflow())
    #expect(failure.exitCode == 70)
    #expect(failure.remedy == "this is a bug: please report it")
  }

  @Test("a failure is told as it is, and never anew")
  func itself() {
    let failure = Failure(ExitStatus.tryLater, "wait", "a while", details: ["one"])
    #expect(Failure(failure) == failure)
  }

  @Test("a password is hidden in every part")
  func passwords() {
    let url = "postgresql://u:s3cret@host/lab"
    let failure = Failure(ExitStatus.unavailable, url, "password=s3cret", details: [url])
    #expect(failure.message == "postgresql://u:***@host/lab")
    #expect(failure.details == ["postgresql://u:***@host/lab"])
    #expect(failure.remedy == "password=***")
  }

  @Test("in JSON an error is its text, remedy and exit code, the keys always there")
  func json() throws {
    let told = Failure(ExitStatus.badInput, "it is wrong", "mend it", details: ["one", "two"])
    let lines = try JSONEncoder.lines(of: told.json)
    #expect(
      lines == [
        "{", #"  "error" : "it is wrong\n- one\n- two","#, #"  "exit_code" : 65,"#,
        #"  "remedy" : "mend it""#, "}",
      ])
    let bare = try JSONEncoder.lines(of: Failure(130, "interrupted", nil).json)
    #expect(bare.contains(#"  "remedy" : null"#))
  }

  @Test("a result that ends with an error has the error's members beside its own")
  func resultWithError() throws {
    let lines = try JSONEncoder.lines(
      of: ["period": "2025-03"] as JSONObject, Failure(65, "no", "yes"))
    let text = lines.joined(separator: "\n")
    let read = try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect(Set(read.keys) == ["period", "error", "exit_code", "remedy"])
    #expect(read["exit_code"] as? Int == 65)
  }
}
