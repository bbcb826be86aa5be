internal import Billing
internal import Foundation
internal import Postgres

/// Who is told of a night, and the one place where it is done: pings and hooks. None of it can change how
/// the night ends, nor hold it up for long; what fails of it is a warning.
struct NightNotices: Sendable {
  /// What Prometheus's node_exporter reads; nil where nobody named one.
  let metricsFile: MetricsFile?
  private let settings: NoticeSettings
  private let console: Console

  /// - Parameter metricsFile: instead of `notify.metrics_file`, as it was written.
  /// - Throws: `RequestError` with 64, where that names no file.
  init(_ options: GlobalOptions, metricsFile given: String? = nil) throws {
    settings = .whateverElse(
      file: options.configurationFile, environment: ProcessInfo.processInfo.environment)
    let path = try given.map { try FilePath.absolute(option: "--metrics-file", $0) }
    metricsFile = (path ?? settings.metricsFile).map(MetricsFile.init)
    console = options.console
  }

  /// A night begins.
  func begin(_ interruption: Interruption) {
    guard let url = settings.start else { return }
    ping(
      url, .notifyURLStart, "nightly on \(HostName.current): begins",
      until: NoticeDeadline(in: settings.pingLimit, interruption))
  }

  /// A night has ended: whoever is to hear of it is told. A hook runs beside the ping.
  func tell(_ summary: NightSummary, _ interruption: Interruption) {
    writeMetrics(of: summary)
    let (report, outcome) = (NightSummaryReport(summary: summary), summary.ending.outcome)
    let hook = settings.hooks[outcome]
    let deadline = NoticeDeadline(in: settings.hookLimit, interruption)
    func ping() {
      guard let url = settings.pings[outcome] else { return }
      self.ping(
        url, outcome.pingKey, report.lines.joined(separator: "\n"),
        until: NoticeDeadline(in: settings.pingLimit, interruption))
    }
    guard let hook else { return ping() }
    do throws(HookError) {
      let process = try hook.start(
        reading: report.document,
        environment: Hook.environment(ProcessInfo.processInfo.environment, of: summary))
      ping()
      told(hook, process.wait(until: deadline))
    } catch {
      warn("\(hook.name) \(error.reason)", "see it with: jobrunner hooks test --on \(outcome)")
      ping()
    }
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

  private func ping(
    _ url: PingURL, _ key: ConfigurationKey, _ body: String, until deadline: NoticeDeadline
  ) {
    do throws(PingError) {
      try Ping(url: url, body: body).send(until: deadline)
    } catch {
      warn("\(key.rawValue) was not reached: \(error.reason)", nil)
    }
  }

  private func told(_ hook: Hook, _ result: HookResult) {
    if result.isGood {
      for line in result.output { console.log(.hookSaid(hook.name, line)) }
    } else {
      warn("\(hook.name) \(result.end)", nil, details: result.output)
    }
  }

  private func warn(_ message: String, _ remedy: String?, details: [String] = []) {
    console.log(.noticeFailed(message, remedy, details: details))
  }
}

extension NightOutcome {
  /// The key of the URL that is called.
  var pingKey: ConfigurationKey {
    switch self {
    case .success: .notifyURLSuccess
    case .attention: .notifyURLAttention
    case .failure: .notifyURLFailure
    }
  }
}

extension NightSummaryReport {
  /// The document that hooks read.
  var document: String {
    // Texts and numbers can always be encoded.
    ((try? JSONEncoder.lines(of: json)) ?? []).joined(separator: "\n") + "\n"
  }
}
