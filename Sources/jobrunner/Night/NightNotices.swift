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

  /// A night begins, and does not wait until that is told.
  ///
  /// - Returns: what comes of telling it, to be said when the night has said what came of itself.
  func begin() -> NoticeBeside? {
    notices.settings.start.map { address in NoticeBeside { notices.begin(address) } }
  }

  /// A night has ended: whoever is to hear of it is told. What came of that is said when all are told, since
  /// standard error can block.
  func tell(_ summary: NightSummary) {
    let told = notices.tell(summary)
    let fault = metricsFault(of: summary)
    for notice in told { say(notice) }
    if let fault {
      warn(
        "the metrics file was not written: \(fault)",
        "let this user write to its folder, under systemd with ReadWritePaths= too, or name another file "
          + "with notify.metrics_file")
    }
    // Of a night that did not begin there is nothing to say but why.
    if summary.result != nil || summary.ending.failure == nil { console.log(.ended(summary)) }
  }

  /// Writes the metrics.
  ///
  /// - Returns: why that failed; nil where it did not.
  private func metricsFault(of summary: NightSummary) -> (any Error)? {
    guard let metricsFile else { return nil }
    do {
      try metricsFile.write(NightMetrics(night: summary).text(over: metricsFile.read()))
      return nil
    } catch {
      return error
    }
  }

  func say(_ notice: ToldNotice) {
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
