internal import Foundation
internal import Postgres

/// Pings and hooks, as a night and `hooks test` send them.
struct Notices: Sendable {
  let settings: NoticeSettings
  /// What makes all of them short, once a signal asks the program to end.
  private let interruption: Interruption

  init(_ settings: NoticeSettings, _ interruption: Interruption) {
    self.settings = settings
    self.interruption = interruption
  }

  /// Says that a night begins.
  func begin(_ address: PingAddress) -> ToldNotice {
    ping(address, "nightly on \(HostName.current): begins")
  }

  /// Says how a night ended. The hook runs beside the ping.
  func tell(_ summary: NightSummary) -> [ToldNotice] {
    let outcome = summary.ending.outcome
    func pinged() -> [ToldNotice] {
      settings.pings[outcome].map { address in
        [ping(address, NightSummaryReport(summary: summary).lines.joined(separator: "\n"))]
      } ?? []
    }
    guard let hook = settings.hooks[outcome] else { return pinged() }
    let began = ContinuousClock.now
    let deadline = NoticeDeadline(in: settings.hookLimit, interruption)
    do throws(HookError) {
      let process = try HookProcess(
        hook.command, reading: Array(NightSummaryReport(summary: summary).document.utf8),
        environment: Hook.environment(ProcessInfo.processInfo.environment, of: summary))
      let group = process.processID
      interruption.takesAlong(group)
      defer { interruption.leaves(group) }
      let pinged = pinged()
      let result = process.wait(until: deadline)
      return pinged + [
        ToldNotice(
          key: hook.key, duration: .now - began,
          fault: result.isGood ? nil : "\(result.end)", output: result.output)
      ]
    } catch {
      return [ToldNotice(key: hook.key, duration: .now - began, fault: error.reason)] + pinged()
    }
  }

  private func ping(_ address: PingAddress, _ body: String) -> ToldNotice {
    let began = ContinuousClock.now
    var fault: String?
    do throws(PingError) {
      try Ping(url: address.url, body: body).send(
        until: NoticeDeadline(in: settings.pingLimit, interruption))
    } catch {
      fault = "was not reached: \(error.reason)"
    }
    return ToldNotice(key: address.key, duration: .now - began, fault: fault)
  }
}

/// What came of telling somebody.
struct ToldNotice: Sendable, Equatable {
  /// Who was told, by the configuration's name for it.
  let key: ConfigurationKey
  let duration: Duration
  /// What went wrong; nil where nothing did.
  var fault: String?
  /// The first lines of what a hook wrote.
  var output: [String] = []
}

extension NightSummaryReport {
  /// The document that hooks read.
  var document: String {
    // Texts and numbers can always be encoded.
    ((try? JSONEncoder.lines(of: json)) ?? []).joined(separator: "\n") + "\n"
  }
}
