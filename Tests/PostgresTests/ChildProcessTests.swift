import Billing
import Foundation
import Postgres
import TestLab
import Testing

@Suite("Child processes")
struct ChildProcessTests {
  private func run(
    _ script: String, within limit: Duration = .seconds(20)
  ) throws -> ChildProcess.Outcome {
    try ChildProcess(command: ["/bin/sh", "-c", script]).wait(within: limit)
  }

  @Test("Exit code, both outputs, closed input, no inherited environment")
  func outcome() throws {
    let outcome = try run("cat; echo out; echo err >&2; echo $HOME; pwd; exit 3")
    #expect(outcome.exitCode == 3)
    #expect(outcome.standardOutput == "out\n\n/\n")
    #expect(outcome.standardError == "err\n")
    #expect(!outcome.timedOut)
  }

  @Test("More output than a pipe holds")
  func muchOutput() throws {
    let outcome = try run("head -c 3000000 /dev/zero | tr '\\0' x")
    #expect(outcome.standardOutput.utf8.count == 3_000_000)
  }

  @Test("A signal's end is 128 and its number")
  func signal() throws {
    #expect(try run("kill -TERM $$").exitCode == 128 + SIGTERM)
    let sleeper = try ChildProcess(command: ["/usr/bin/sleep", "60"])
    sleeper.signal(SIGINT)
    #expect(sleeper.wait(within: .seconds(20)).exitCode == 128 + SIGINT)
  }

  @Test("What does not end in time is killed with its children")
  func deadline() throws {
    let began = ContinuousClock.now
    let outcome = try run("sleep 60 & sleep 60", within: .milliseconds(200))
    #expect(outcome.timedOut)
    #expect(ContinuousClock.now - began < .seconds(20))
  }

  @Test("What it leaves running in a session of its own is not waited for")
  func daemon() throws {
    let began = ContinuousClock.now
    let outcome = try run("setsid sleep 15 & echo started")
    #expect(outcome.standardOutput == "started\n")
    #expect(ContinuousClock.now - began < .seconds(10))
  }

  @Test("It inherits no open file")
  func openFiles() throws {
    let file = unsafe open("/dev/null", O_RDONLY)
    defer { close(file) }
    // ls itself opens the folder it lists.
    #expect(try run("ls /proc/self/fd").standardOutput == "0\n1\n2\n3\n")
  }

  @Test("It ignores no signal that this process ignores")
  func ignoredSignals() throws {
    let numbers = [SIGPIPE, SIGXFSZ]
    let before = numbers.map { Glibc.signal($0, SIG_IGN) }
    defer { for (number, action) in zip(numbers, before) { Glibc.signal(number, action) } }
    let line = try run("grep SigIgn /proc/self/status").standardOutput
    let digits = try #require(line.split(whereSeparator: \.isWhitespace).last)
    let ignored = try #require(UInt64(digits, radix: 16))
    for number in numbers { #expect(ignored & (1 << UInt64(number - 1)) == 0) }
  }

  @Test("A program that is not there is an error")
  func missing() {
    #expect(throws: ClusterError.self) { _ = try ChildProcess(command: ["/nowhere/initdb"]) }
  }

  @Test("The system's Python has openpyxl")
  func python() throws {
    let version = try PythonScript.run(
      "import openpyxl, sys; print(sys.argv[1], openpyxl.__version__)", arguments: ["is"])
    #expect(version.hasPrefix("is "))
    #expect(throws: TestLabError.self) { try PythonScript.run("raise SystemExit('no')") }
  }
}
