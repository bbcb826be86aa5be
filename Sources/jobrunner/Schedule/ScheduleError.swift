internal import Billing

/// Why the night cannot be scheduled so, and what to do about it.
enum ScheduleError: ReportedError {
  case notRoot
  case noCron
  case noTable(path: String)
  case noLine(path: String)
  case severalLines(path: String)
  case notWritable(path: String, reason: String)
  case noSystemd
  case noTimer
  /// What `systemctl` says of itself.
  case systemctl(command: String, output: String)

  var exitStatus: ExitStatus {
    switch self {
    case .notRoot: .notPermitted
    case .notWritable: .notWritable
    default: .notConfigured
    }
  }

  var message: String {
    switch self {
    case .notRoot: "only root may say what this machine runs at night"
    case .noCron: "cron is not installed on this machine"
    case .noTable(let path): "there is no cron table \(path)"
    case .noLine(let path): "\(path) has no line that runs `jobrunner nightly`"
    case .severalLines(let path): "\(path) has several lines that run the night, and none is on"
    case .notWritable(let path, let reason): "\(path) cannot be written: \(reason)"
    case .noSystemd: "systemd does not run this machine"
    case .noTimer: "systemd does not know jobrunner.timer"
    case .systemctl(let command, let output): "`\(command)` failed: \(output)"
    }
  }

  var remedy: String {
    switch self {
    case .notRoot: "run it with sudo; with --dry-run it says what it would do"
    case .noCron: "apt-get install cron, or: jobrunner schedule enable --by systemd"
    case .noTable(let path):
      "put it there: cp /usr/share/jobrunner/jobrunner.cron \(path)"
    case .noLine: "write one, as /usr/share/jobrunner/jobrunner.cron has it"
    case .severalLines:
      "take the mark from those that are meant, or remove the others, in an editor"
    case .notWritable: "check the file system and the rights of its folder"
    case .noSystemd: "use cron: jobrunner schedule enable --by cron"
    case .noTimer: "install the package of jobrunner, or copy cron/systemd to /etc/systemd/system"
    case .systemctl: "see: journalctl --unit=jobrunner.timer"
    }
  }
}
