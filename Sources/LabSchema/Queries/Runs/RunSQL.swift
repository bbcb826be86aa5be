internal import Billing
internal import Postgres

/// Parts of statements about runs, each a row `run` of `billing_runs`.
enum RunSQL {
  /// Whether run `run` is of a job.
  static func isOf(_ job: JobName) -> Statement { "run.job = \(word: job)" }

  /// Whether it is of a job that goes over bookings.
  static let isOverBookings: Statement = """
    run.job in (\(word: JobName.nightly), \(word: JobName.rerun), \(word: JobName.close))
    """

  /// Whether the run is at work, or died without a word.
  static let isRunning = has(.running)

  /// Whether it is over, and did what it was to do.
  static let succeeded = has(.succeeded)

  /// Whether it is a night that ended well.
  static let isGoodNight: Statement = "\(isOf(.nightly)) and \(succeeded)"

  /// Whether it died, may have died, or failed although nobody was there who asked for it.
  static let mayBeTrouble: Statement = """
    (
      \(has(.crashed))
      or \(isRunning)
      or (\(has(.failed)) or \(has(.interrupted)))
        and (\(isOf(.nightly)) or run.person = \(RunOrigin.system))
    )
    """

  /// When a run that is over was known of last: of one that crashed, its end is not always known.
  static let lastKnown: Statement = "coalesce(run.finished_at, run.started_at)"

  private static func has(_ state: RunState) -> Statement { "run.state = \(word: state)" }

  /// The last service date that a run was to bill; null before the first.
  static let billedThrough: Statement = """
    select max(run.through_date)
    from billing_runs run
    where run.state in (\(word: RunState.running), \(word: RunState.succeeded))
    """

  /// Whether it closed a month and was about to seal its package, and died before it did.
  static let leftUnsealed: Statement = """
    (
      \(isOf(.close))
      and run.package_digest is not null
      and not exists (select from billing_period_seals s where s.run_id = run.run_id)
    )
    """
}
