import Foundation
import Postgres
import TestLab
import Testing

/// The URLs of `notify.*`, called by `hooks test`, which needs no database.
@Suite("Pings")
struct PingTests {
  private let server: PingServer

  init() throws {
    server = try PingServer()
  }

  private func test(
    _ url: String, more: [String: String] = [:]
  ) throws -> (run: ChildProcess.Outcome, duration: Duration) {
    let start = ContinuousClock.now
    let run = try JobrunnerProgram.run(
      ["hooks", "test", "--pings", "--on", "failure"],
      environment: ["NOTIFY_URL_FAILURE": url].merging(more) { $1 })
    return (run, .now - start)
  }

  @Test("a URL is called by POST, with a text whose first line says what")
  func post() throws {
    let run = try test(server.url("uuid/fail")).run
    #expect(run.exitCode == 0, "\(run)")
    let heard = server.heard()
    #expect(heard.map(\.path) == ["/uuid/fail"] && heard[0].method == "POST")
    #expect(heard[0].firstLine.hasPrefix("test of the notices: nightly of "))
    #expect(heard[0].firstLine.contains("failed (69)"))
    #expect(!"\(run)".contains("uuid"))
  }

  @Test("what may go otherwise the next time is tried again, and what a server refuses is not")
  func tries() throws {
    server.answer("flaky", .status(503), .status(429), .status(200))
    #expect(try test(server.url("flaky")).run.exitCode == 0)
    #expect(server.heard().count == 3)
    server.answer("gone", .status(404))
    let refused = try test(server.url("gone"))
    #expect(refused.run.exitCode == 1)
    #expect(
      refused.run.standardOutput.contains("notify.url_failure: was not reached: ")
        && refused.run.standardOutput.contains("/*** answers with 404"))
    #expect(server.heard().count == 1)
  }

  @Test("a redirection is followed, to http and https and not for ever")
  func redirections() throws {
    server.answer("moved", .status(301, location: server.url("here")))
    #expect(try test(server.url("moved")).run.exitCode == 0)
    #expect(server.heard().map(\.method) == ["POST", "POST"])
    server.answer("file", .status(302, location: "file:///etc/passwd"))
    #expect(try test(server.url("file")).run.exitCode == 1)
    server.answer("round", .status(302, location: server.url("round")))
    #expect(try test(server.url("round")).run.exitCode == 1)
    #expect(server.heard().filter { $0.path == "/round" }.count == 4)
  }

  @Test("a server that does not answer is given up in time, and a name that nobody knows at once")
  func silence() throws {
    server.answer("hang", .silence)
    let hung = try test(server.url("hang/no"), more: [:])
    #expect(hung.run.exitCode == 0)
    let silent = try test(server.url("hang"), more: ["NOTIFY_TIMEOUT_SECONDS": "1"])
    #expect(silent.run.exitCode == 1 && silent.duration < .seconds(5), "\(silent)")
    #expect(silent.run.standardOutput.contains("does not answer in time"))
    let refused = try test("http://127.0.0.1:1/secret", more: ["NOTIFY_TIMEOUT_SECONDS": "1"])
    #expect(refused.run.exitCode == 1 && refused.duration < .seconds(5))
    #expect(!"\(refused.run)".contains("secret"))
  }

  @Test(
    "what is no URL of http or https is refused, and not repeated",
    arguments: [
      "ftp://host/secret", "file:///secret", "secret", "https:///secret", "https://",
    ])
  func refused(url: String) throws {
    let run = try test(url).run
    #expect(run.exitCode == 78)
    #expect(run.standardError.contains("notify.url_failure: takes a URL of http or https"))
    #expect(!"\(run)".contains("secret"))
  }
}
