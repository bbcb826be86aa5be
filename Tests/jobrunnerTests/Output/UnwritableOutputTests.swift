import Billing
import Foundation
import Postgres
import TestLab
import Testing

@Suite("Output that cannot be written")
struct UnwritableOutputTests {
  private let lab: ProgramLab

  init() throws {
    lab = try ProgramLab()
    for id in 1...3 { try lab.book(id, on: "2025-01-0\(id)") }
  }

  private func records() throws -> [String] {
    try lab.strings("select status from billing_records order by booking_id")
  }

  private func runs() throws -> [String] {
    try lab.strings("select concat_ws(' ', job, state) from billing_runs order by run_id")
  }

  /// A pipe whose reader has gone, as descriptor 4.
  private static let brokenPipe = "exec 4> >(exit); wait $!; "
  private static let nightly = #""$JOBRUNNER" nightly --business-date 2025-01-20 "#

  @Test(
    "a night whose result cannot be written is done all the same, and ends with 73 and one line",
    arguments: [">/dev/full", ">&-", ">&4", ">&- <&-", ">/dev/full --json", ">&4 --verbose"])
  func results(redirection: String) throws {
    let run = try lab.shell(Self.brokenPipe + Self.nightly + redirection)
    #expect(run.exitCode == 73, "\(run.standardError)")
    let lines = run.standardError.split(separator: "\n").filter { $0.hasPrefix("jobrunner: ") }
    #expect(lines.count == 1 && lines[0].contains("the results cannot be written"))
    #expect(try records() == ["invoiced", "invoiced", "invoiced"])
    #expect(try runs() == ["nightly succeeded"])
    #expect(FileManager.default.fileExists(atPath: lab.folder + "/exports/2025-01/manifest.json"))
  }

  @Test(
    "logs that cannot be written stop nothing",
    arguments: ["2>/dev/full", "2>&-", "2>&4", "2>&- <&-"])
  func logs(redirection: String) throws {
    let run = try lab.shell(Self.brokenPipe + Self.nightly + "--verbose " + redirection)
    #expect(run.exitCode == 0)
    #expect(run.standardOutput.contains("3 bookings read"))
    #expect(try records() == ["invoiced", "invoiced", "invoiced"])
  }

  @Test("with every descriptor closed a night is done, and no line of it goes into the database")
  func allClosed() throws {
    let run = try lab.shell(Self.nightly + "--verbose <&- >&- 2>&-")
    #expect(run.exitCode == 73)
    #expect(try runs() == ["nightly succeeded"])
    try lab.expectOrder()
  }

  /// Fills a pipe that nobody reads, starts the program on it, waits until it hangs in writing to it,
  /// and sends it a signal.
  private static func hung(_ redirection: String, signal: String) -> String {
    """
    mkfifo pipe && exec 3<>pipe && (exec timeout 1 cat /dev/zero >&3)
    "$JOBRUNNER" nightly --business-date 2025-01-20 --verbose \(redirection) &
    pid=$!
    for _ in {1..3000}; do
      # Which call it is in, and the first argument: write(2) to the pipe.
      if read -r call descriptor _ 2>/dev/null <"/proc/$pid/syscall" && [[ "$call $descriptor" =~ ^(1|64)\\ 0x[12]$ ]]; then
        hangs=yes && break
      fi
      sleep 0.01
    done
    [[ -n "${hangs:-}" ]] || { kill -KILL $pid; exit 99; }
    (sleep 30 && kill -KILL $pid) 3>&- & watch=$!
    kill -\(signal) $pid
    wait $pid
    code=$?
    kill $watch
    exit $code
    """
  }

  @Test(
    "a signal ends a night that hangs in a pipe which nobody reads",
    arguments: [
      ("2>&3", "TERM", 143), ("2>&3 >&3", "TERM", 143), (">&3", "INT", 130), ("2>&3", "HUP", 129),
    ])
  func hungPipe(redirection: String, signal: String, code: Int32) throws {
    let run = try lab.shell(Self.hung(redirection, signal: signal))
    #expect(run.exitCode == code, "\(run)")
    try lab.expectOrder()
    try lab.admin(["nightly"], on: "2025-01-20", exits: [0])
    #expect(try records() == ["invoiced", "invoiced", "invoiced"])
  }

  @Test("73 wins over 1, and not over what failed")
  func precedence() throws {
    try lab.book(4, on: "2025-01-04", items: [])
    #expect(try lab.shell(Self.nightly + ">/dev/full").exitCode == 73)
    #expect(try lab.shell(#""$JOBRUNNER" explain 99 >/dev/full"#).exitCode == 65)
    #expect(try lab.shell(#""$JOBRUNNER" nightly --frobnicate >/dev/full"#).exitCode == 64)
  }

  @Test("a limit of file size is an error of a write, not the end of a run")
  func fileSize() throws {
    let run = try lab.shell("ulimit -f 1; " + Self.nightly)
    #expect(run.exitCode == 73, "\(run.standardError)")
    #expect(try records() == ["invoiced", "invoiced", "invoiced"])
    #expect(try runs() == ["nightly failed"])
    #expect(try lab.shell(#"(ulimit -f 0; exec "$JOBRUNNER" runs >list)"#).exitCode == 73)
  }

  @Test("a command that only reads ends without a word when its reader has gone")
  func readerGone() throws {
    try lab.admin(["nightly"], on: "2025-01-20")
    for command in ["runs", "status --json", "findings list", "rerun 2025-01 --dry-run", "--help"] {
      let run = try lab.shell(
        Self.brokenPipe
          + #""$JOBRUNNER" \#(command) --business-date 2025-01-20 >&4"#
          .replacingOccurrences(of: "--help --business-date 2025-01-20", with: "--help"))
      #expect(run.exitCode == 73, "\(command)")
      #expect(run.standardError.isEmpty, "\(command): \(run.standardError)")
    }
    let piped = try lab.shell(#""$JOBRUNNER" runs | head -1; echo ${PIPESTATUS[1]}"#)
    #expect(piped.standardOutput.hasSuffix("0\n"))
  }

  @Test("help and the version that cannot be written: 73", arguments: ["--help", "--version"])
  func parser(option: String) throws {
    let run = try JobrunnerProgram.shell(#""$JOBRUNNER" \#(option) >/dev/full"#)
    #expect(run.exitCode == 73)
    #expect(run.standardError.contains("No space left on device"))
  }
}
