import TestLab
import Testing

extension JSONDocuments {
  /// Who starts the night, on a system of its own.
  func ofTheSchedule() throws {
    let image = try SystemImage()
    for (command, words) in [
      ("enable", ["--by", "cron", "--dry-run"]), ("enable", ["--by", "cron"]),
      ("enable", ["--by", "systemd"]), ("show", []), ("disable", []),
    ] {
      try keep(try image.outcome([command] + words + ["--json"]), of: "schedule \(command)")
    }
  }
}
