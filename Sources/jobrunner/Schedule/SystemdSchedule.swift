internal import Foundation
internal import Postgres

/// The night by systemd: `jobrunner.timer`, which starts `jobrunner.service`.
struct SystemdSchedule {
  /// The root folder of the system that it is of; `/` is this one.
  let root: String

  static let timer = "jobrunner.timer"

  /// Another system than this one is changed, and not told to begin.
  private var isElsewhere: Bool { root != "/" }

  /// Whether systemd runs the machine, or is there to run it once it is started.
  private var isInit: Bool {
    isElsewhere
      ? FileManager.default.fileExists(atPath: root + "/lib/systemd/systemd")
      : FileManager.default.fileExists(atPath: "/run/systemd/system")
  }

  func status() throws -> ScheduleStatus {
    guard isInit else { return ScheduleStatus(state: .absent) }
    // It ends with an error for whatever is not enabled: its words count.
    let enabled = try systemctl("is-enabled", Self.timer).standardOutput
    guard ["enabled\n", "enabled-runtime\n", "disabled\n"].contains(enabled) else {
      return ScheduleStatus(state: .absent)
    }
    if isElsewhere { return ScheduleStatus(state: enabled == "disabled\n" ? .off : .on) }
    let isActive = try systemctl("is-active", Self.timer).exitCode == 0
    if enabled == "disabled\n", !isActive { return ScheduleStatus(state: .off) }
    var status = ScheduleStatus(state: isActive && enabled != "disabled\n" ? .on : .half)
    status.times = try property("TimersCalendar").matches(of: /OnCalendar=([^;]*[^; ])/).map {
      String($0.1)
    }
    let next = try property("NextElapseUSecRealtime")
    status.next = next.isEmpty ? nil : next
    return status
  }

  /// Whether it could be turned on.
  ///
  /// - Throws: `ScheduleError`.
  func check() throws {
    guard isInit else { throw ScheduleError.noSystemd }
    if try status().state == .absent { throw ScheduleError.noTimer }
  }

  /// - Throws: `ScheduleError`.
  func turn(on: Bool) throws {
    let words = [on ? "enable" : "disable"] + (isElsewhere ? [] : ["--now"]) + [Self.timer]
    let outcome = try systemctl(words)
    guard outcome.exitCode == 0 else {
      throw ScheduleError.systemctl(
        command: "systemctl " + words.joined(separator: " "), output: outcome.standardError)
    }
  }

  private func property(_ name: String) throws -> String {
    try systemctl("show", "--value", "--property=\(name)", Self.timer).standardOutput
      .trimmingCharacters(in: .whitespacesAndNewlines)
  }

  private func systemctl(_ words: String...) throws -> ChildProcess.Outcome {
    try systemctl(words)
  }

  private func systemctl(_ words: [String]) throws -> ChildProcess.Outcome {
    guard
      let program = ["/usr/bin/systemctl", "/bin/systemctl"].first(
        where: FileManager.default.isExecutableFile)
    else { throw ScheduleError.noSystemd }
    return try ChildProcess(
      command: [program] + (isElsewhere ? ["--root=\(root)"] : []) + words
    ).wait(within: .seconds(60))
  }
}
