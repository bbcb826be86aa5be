internal import Billing
internal import Foundation
internal import Postgres

/// Who is told of a night, and the one place where it is done. None of it can change how the night ends,
/// nor hold it up for long; what fails of it is a warning.
struct NightNotices: Sendable {
  /// What Prometheus's node_exporter reads; nil where nobody named one.
  let metricsFile: MetricsFile?
  private let notices: Notices
  private let console: Console

  /// - Parameters:
  ///   - metricsFile: instead of `notify.metrics_file`, as it was written.
  ///   - interruption: what makes all of it short, once a signal asks the program to end.
  /// - Throws: `RequestError` with 64, where that names no file.
  init(
    _ options: GlobalOptions, metricsFile given: String?, _ interruption: Interruption
  ) throws {
    // What can be read of it, whatever is wrong with the rest of the configuration: a night that cannot
    // read its own is heard of.
    notices = Notices(NoticeSettings(options.configurationReader()), interruption)
    let path = try given.map { try FilePath.absolute(option: "--metrics-file", $0) }
    metricsFile = (path ?? notices.settings.metricsFile).map(MetricsFile.init)
    console = options.console
  }

  /// A night begins.
  func begin() {
    if let address = notices.settings.start { say(notices.begin(address)) }
  }

  /// A night has ended: whoever is to hear of it is told.
  func tell(_ summary: NightSummary) {
    writeMetrics(of: summary)
    for notice in notices.tell(summary) { say(notice) }
  }

  private func writeMetrics(of summary: NightSummary) {
    guard let metricsFile else { return }
    do {
      try metricsFile.write(NightMetrics(night: summary).text(over: metricsFile.read()))
    } catch {
      warn(
        "the metrics file was not written: \(error)",
        "let this user write to its folder, or name another file with notify.metrics_file")
    }
  }

  private func say(_ notice: ToldNotice) {
    let name = notice.key.rawValue
    if let fault = notice.fault {
      warn("\(name) \(fault)", "try it with: jobrunner hooks test", details: notice.output)
    } else {
      for line in notice.output { console.log(.hookSaid(name, line)) }
    }
  }

  private func warn(_ message: String, _ remedy: String, details: [String] = []) {
    console.log(.noticeFailed(message, remedy, details: details))
  }
}
