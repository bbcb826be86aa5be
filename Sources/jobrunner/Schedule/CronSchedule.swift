internal import Foundation

/// The night by cron: a line of `/etc/cron.d/jobrunner`.
struct CronSchedule {
  /// The root folder of the system that it is of; `/` is this one.
  let root: String

  static let path = "/etc/cron.d/jobrunner"

  private var file: String { inRoot(Self.path) }

  private func inRoot(_ path: String) -> String { root == "/" ? path : root + path }

  /// The table; nil where there is none.
  var table: CronTable? {
    (try? String(contentsOfFile: file, encoding: .utf8)).map(CronTable.init)
  }

  /// Whether there is a cron that reads it: Debian's, cronie, or systemd's reader of cron tables.
  var isInstalled: Bool {
    [
      "/usr/sbin/cron", "/usr/sbin/crond",
      "/lib/systemd/system-generators/systemd-crontab-generator",
    ].contains { FileManager.default.fileExists(atPath: inRoot($0)) }
  }

  /// A line that is on counts where no cron reads it, too: one may be installed any day.
  func status() -> ScheduleStatus {
    let times = table?.times ?? []
    guard times.isEmpty else {
      return ScheduleStatus(state: isInstalled ? .on : .half, times: times)
    }
    return ScheduleStatus(state: isInstalled && (table?.nights ?? 0) > 0 ? .off : .absent)
  }

  /// Whether it could be turned on.
  ///
  /// - Throws: `ScheduleError`.
  func check() throws {
    guard isInstalled else { throw ScheduleError.noCron }
    guard let table else { throw ScheduleError.noTable(path: file) }
    if table.nights == 0 { throw ScheduleError.noLine(path: file) }
    if table.nights > 1, table.times.isEmpty { throw ScheduleError.severalLines(path: file) }
  }

  /// - Throws: `ScheduleError`.
  func turn(on: Bool) throws {
    guard var table else { return }
    if on { table.turnOn() } else { table.turnOff() }
    try write(table)
  }

  /// Puts another table in its place.
  ///
  /// - Throws: `ScheduleError`.
  func write(_ table: CronTable) throws {
    do {
      // Another file in its place: cron never reads half of it. Cron refuses a table that others than
      // root may write.
      let place = URL(fileURLWithPath: file).resolvingSymlinksInPath().path
      try table.text.write(toFile: place, atomically: true, encoding: .utf8)
      try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: place)
    } catch {
      throw ScheduleError.notWritable(path: file, reason: error.localizedDescription)
    }
  }
}
