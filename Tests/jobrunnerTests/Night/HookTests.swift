import Foundation
import Postgres
import TestLab
import Testing

/// The commands of `hooks.*`, run by `hooks test`, which needs no database.
@Suite("Hooks")
struct HookTests {
  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
  }

  private func test(
    _ hook: String, _ arguments: [String] = [], more: [String: String] = [:]
  ) throws -> ChildProcess.Outcome {
    try JobrunnerProgram.run(
      ["hooks", "test", "--on", "attention"] + arguments,
      environment: ["HOOKS_ON_ATTENTION": hook].merging(more) { $1 }, folder: scratch.path)
  }

  @Test("a hook reads the summary, and what it writes is shown")
  func reads() throws {
    let run = try test(
      #"python3 -c 'import json,sys; print(json.load(sys.stdin)["outcome"], "heard")'; "#
        + #"echo "$JOBRUNNER_JOB $JOBRUNNER_OUTCOME $JOBRUNNER_EXIT_CODE" >&2"#)
    #expect(run.exitCode == 0, "\(run)")
    #expect(run.standardOutput.contains("hooks.on_attention: ok"))
    #expect(run.standardOutput.contains("  attention heard\n"))
    #expect(run.standardOutput.contains("  nightly attention 1\n"))
  }

  @Test("a hook inherits no descriptor, no ignored signal, and no secret of ours")
  func environment() throws {
    let run = try test(
      "ls /proc/self/fd | wc -l; grep -E 'SigIgn|SigBlk' /proc/self/status; env",
      more: [
        "DATABASE_URL": "postgresql://u:hidden1@h/d", "PGPASSWORD": "hidden2",
        "NOTIFY_URL_START": "http://127.0.0.1:1/hidden3", "SLACK_CHANNEL": "lab",
      ])
    let lines = run.standardOutput.split(separator: "\n").map {
      $0.trimmingCharacters(in: .whitespaces)
    }
    func signals(_ name: String) -> UInt64? {
      lines.first { $0.hasPrefix(name) }.flatMap { UInt64($0.suffix(16), radix: 16) }
    }
    // The three, and the one that ls reads the folder by.
    #expect(lines.contains("4"), "\(run)")
    #expect(signals("SigBlk") == 0)
    // 32 and 33 are the C library's own.
    #expect(signals("SigIgn").map { $0 & 0x7fff_ffff } == 0, "\(lines)")
    #expect(lines.contains("SLACK_CHANNEL=lab"))
    #expect(!run.standardOutput.contains("hidden"))
  }

  @Test("a hook that takes too long is killed with all that it started")
  func timeLimit() throws {
    let start = ContinuousClock.now
    let run = try test(
      "trap '' TERM; (trap '' TERM; sleep 3; echo > late) & echo begun; sleep 60",
      more: ["HOOKS_TIMEOUT_SECONDS": "1"])
    #expect(run.exitCode == 1 && .now - start < .seconds(20))
    #expect(run.standardOutput.contains("took too long and was killed"))
    #expect(run.standardOutput.contains("  begun\n"))
    // Killed by now, it cannot have come to its end.
    Thread.sleep(forTimeInterval: 1.5)
    #expect(!FileManager.default.fileExists(atPath: scratch.path + "/late"))
  }

  @Test("a hook that fails, is killed, is missing or writes without end is said to")
  func faults() throws {
    for (hook, words) in [
      ("exit 3", "ended with 3"), ("kill -KILL $$", "was ended by signal 9"),
      ("/nowhere/hook", "ended with 127"), ("yes x | head -c 3000000; exit 5", "ended with 5"),
      ("yes", "took too long and was killed"),
    ] {
      let run = try test(hook, more: ["HOOKS_TIMEOUT_SECONDS": hook == "yes" ? "1" : "60"])
      #expect(run.exitCode == 1 && run.standardOutput.contains(words), "\(hook): \(run)")
      #expect(run.standardOutput.count < 4000)
    }
  }

  @Test("how a hook ended is known also where the end of children is ignored by who starts us")
  func ignoredChildren() throws {
    let run = try JobrunnerProgram.shell(
      "trap '' CHLD; exec \"$JOBRUNNER\" hooks test --on failure",
      environment: ["HOOKS_ON_FAILURE": "exit 3"])
    #expect(run.exitCode == 1 && run.standardOutput.contains("ended with 3"), "\(run)")
  }

  @Test("a hook that does not read its input, or leaves something behind, is not waited for")
  func doesNotRead() throws {
    let start = ContinuousClock.now
    let run = try test("sleep 30 & exec true")
    #expect(run.exitCode == 0 && .now - start < .seconds(15), "\(run)")
  }

  @Test("what is not set is said, and is no fault")
  func unset() throws {
    let run = try JobrunnerProgram.run(["hooks", "test"])
    #expect(run.exitCode == 0)
    #expect(
      run.standardOutput
        == "hooks.on_success: not set\nhooks.on_attention: not set\nhooks.on_failure: not set\n")
  }
}
