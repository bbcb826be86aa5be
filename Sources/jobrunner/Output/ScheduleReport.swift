/// Who starts the night, and when.
struct ScheduleReport: Report {
  private let statuses: [(scheduler: Scheduler, status: ScheduleStatus)]

  init(_ schedules: Schedules) throws {
    statuses = try Scheduler.allCases.map { ($0, try schedules.status($0)) }
  }

  private var on: [Scheduler] { statuses.filter { $0.status.state == .on }.map(\.scheduler) }

  var needsPerson: Bool {
    on.count > 1 || statuses.contains { $0.status.state == .half }
  }

  var json: JSONObject {
    JSONObject(
      statuses.map { scheduler, status in
        (
          scheduler.rawValue,
          ["state": status.state.rawValue, "times": status.times, "next": status.next]
            as JSONObject
        )
      })
  }

  var lines: [String] {
    var grid = TextGrid(("By", false), ("State", false), ("When", false), ("Next", false))
    grid.rows = statuses.map { scheduler, status in
      let times = status.times.isEmpty ? nil : status.times.joined(separator: ", ")
      return [scheduler.rawValue, status.state.words, shown(times), shown(status.next)]
    }
    return grid.lines + [""] + advice
  }

  /// What is to be done, or where another time is said.
  private var advice: [String] {
    let halves = statuses.filter { $0.status.state == .half }.map(\.scheduler)
    if on.count > 1 {
      return ["both start it: jobrunner schedule enable --by cron, or --by systemd, leaves one"]
    }
    if halves.contains(.cron) {
      return [
        "the line in \(CronSchedule.path) is on, and there is no cron that reads it: "
          + "apt-get install cron, or jobrunner schedule enable --by systemd, or schedule disable"
      ]
    }
    if halves.contains(.systemd) {
      return [
        "\(SystemdSchedule.timer) is enabled and not running, or the other way round: "
          + "jobrunner schedule enable --by systemd, or --by cron, puts that right"
      ]
    }
    guard let scheduler = on.first else {
      return ["nobody starts the night: jobrunner schedule enable --by cron, or --by systemd"]
    }
    return switch scheduler {
    case .cron: ["the line is in \(CronSchedule.path); the time is by the machine's clock"]
    case .systemd: ["another time: systemctl edit \(SystemdSchedule.timer)"]
    }
  }
}

extension ScheduleStatus.State {
  fileprivate var words: String {
    switch self {
    case .on: "on"
    case .off: "off"
    case .half: "by halves"
    case .absent: "not there"
    }
  }
}

/// What was done to the schedule, and what it is now.
struct ScheduleChangeReport: Report {
  let changes: [Schedules.Change]
  let isDryRun: Bool
  let now: ScheduleReport

  var json: JSONObject {
    [
      "changes": changes.map {
        ["scheduler": $0.scheduler.rawValue, "on": $0.isOn] as JSONObject
      },
      "dry_run": isDryRun,
      "schedule": now.json,
    ]
  }

  var quietLines: [String] { isDryRun ? lines : [] }

  var lines: [String] {
    let said = changes.map { change in
      let state = change.isOn ? "on" : "off"
      return switch change.scheduler {
      case .cron: "the line of \(CronSchedule.path) \(isDryRun ? "would be" : "is") \(state)"
      case .systemd: "\(SystemdSchedule.timer) \(isDryRun ? "would be" : "is") \(state)"
      }
    }
    return (said.isEmpty ? ["it is so already; nothing was changed"] : said)
      + (isDryRun ? [] : [""] + now.lines)
  }
}
