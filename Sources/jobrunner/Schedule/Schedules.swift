/// Who starts the night.
enum Scheduler: String, CaseIterable {
  case cron, systemd
}

/// Whether a scheduler starts the night, and when.
struct ScheduleStatus: Equatable {
  enum State: String, CaseIterable {
    case on, off
    /// systemd's timer is enabled and not running, or the other way round; or a line of the cron table
    /// is on, and there is no cron that reads it.
    case half
    /// It is not installed, does not run this machine, or does not know the night.
    case absent
  }

  var state: State
  /// In the scheduler's own words.
  var times: [String] = []
  /// When the next night begins, where the scheduler says so.
  var next: String?
}

/// The two schedulers of a system. One of them starts the night, and never both.
struct Schedules {
  let cron: CronSchedule
  let systemd: SystemdSchedule

  /// - Parameter root: The root folder of the system; `/` is this one.
  init(root: String) {
    cron = CronSchedule(root: root)
    systemd = SystemdSchedule(root: root)
  }

  /// A scheduler to be turned on or off.
  struct Change: Equatable {
    let scheduler: Scheduler
    let isOn: Bool
  }

  func status(_ scheduler: Scheduler) throws -> ScheduleStatus {
    switch scheduler {
    case .cron: cron.status()
    case .systemd: try systemd.status()
    }
  }

  /// What has to be done so that the wanted one starts the night, or nobody: the other one ends first.
  ///
  /// - Throws: `ScheduleError` where the wanted one cannot.
  func changes(toward wanted: Scheduler?) throws -> [Change] {
    switch wanted {
    case .cron: try cron.check()
    case .systemd: try systemd.check()
    case nil: break
    }
    var changes: [Change] = []
    for scheduler in Scheduler.allCases where scheduler != wanted {
      if [.on, .half].contains(try status(scheduler).state) {
        changes.append(Change(scheduler: scheduler, isOn: false))
      }
    }
    if let wanted, try status(wanted).state != .on {
      changes.append(Change(scheduler: wanted, isOn: true))
    }
    return changes
  }

  /// Makes the changes, all or none.
  ///
  /// - Throws: `ScheduleError`.
  func make(_ changes: [Change]) throws {
    let table = cron.table
    var made: [Change] = []
    do {
      for change in changes {
        made.append(change)
        try turn(change.scheduler, on: change.isOn)
      }
    } catch {
      for change in made.reversed() {
        // What cannot be undone either is what the error says already.
        switch change.scheduler {
        case .cron: if let table { try? cron.write(table) }
        case .systemd: try? systemd.turn(on: !change.isOn)
        }
      }
      throw error
    }
  }

  private func turn(_ scheduler: Scheduler, on: Bool) throws {
    switch scheduler {
    case .cron: try cron.turn(on: on)
    case .systemd: try systemd.turn(on: on)
    }
  }
}
