internal import Billing
internal import BillingJobs
internal import Foundation
internal import LabSchema
internal import Postgres

/// One command's use of a lab: its configuration, and the connection, with the private cluster
/// behind it where `database.url` is `embedded`.
final class LabSession {
  let configuration: LabConfiguration
  let console: Console
  let connection: Connection
  /// Tripped by SIGINT, SIGTERM and SIGHUP.
  let interruption: Interruption
  /// Hears what a night does; nil of every other command.
  let watch: NightWatch?
  private let lease: ClusterLease?
  private let options: GlobalOptions
  private let purpose: LabPurpose
  /// What a command that changes data was told of who asks for it.
  let personOptions: PersonOptions?

  /// - Parameters:
  ///   - person: who asks, where the command needs one; see `person(needing:)`.
  ///   - readOnly: whether it writes nothing, as a dry run does.
  ///   - gap: whether a long pause before today is meant, where the command asks.
  ///   - workers: how many bill, where the command says; otherwise the configuration does.
  ///   - purpose: what it connects for, which decides what has to be as it should before.
  ///   - watch: listens to the signals already, where there is one.
  ///   - wait: tries again what only time can mend, where there is one.
  init(
    _ options: GlobalOptions, command: String, as person: PersonOptions? = nil,
    readOnly: Bool = false, gap: GapOptions? = nil, workers: Int? = nil,
    for purpose: LabPurpose = .lab,
    watchedBy watch: NightWatch? = nil, waiting wait: DatabaseWait? = nil
  ) throws {
    var configuration = try options.configuration()
    watch?.opens(configuration)
    if gap?.afterGap == true { configuration.billing.maxGapDays = nil }
    if let workers { configuration.billing.workers = workers }
    let preflight = Preflight(
      configuration: configuration, use: LabUse(writes: !readOnly, purpose: purpose))
    if purpose != .examination {
      for warning in configuration.warnings {
        options.console.log(.warning("\(warning.message); \(warning.remedy)"))
      }
      try preflight.checkMachine()
    }
    self.options = options
    self.purpose = purpose
    personOptions = person
    self.configuration = configuration
    self.watch = watch
    console = options.console
    if readOnly { StandardStream.results.letReaderLeave() }
    var url = configuration.databaseURL
    if url == "embedded" {
      let folder =
        configuration.embeddedFolder.map { ClusterFolder($0) } ?? .standard(named: "embedded")
      let lease = try PrivateCluster(folder: folder).lease()
      try lease.cluster.createDatabase("lab")
      self.lease = lease
      url = lease.cluster.url(database: "lab")
    } else {
      lease = nil
    }
    if let watch {
      interruption = watch.interruption
    } else {
      interruption = Interruption()
      interruption.listenToSignals { signal in
        Console().log(.error(Failure(PostgresError.interrupted(signal: signal))))
      }
    }
    let connectionOptions = ConnectionOptions(
      url: url, password: lease == nil ? configuration.databasePassword : nil,
      searchPath: configuration.schema, applicationName: "jobrunner \(command)",
      readOnly: readOnly, keepaliveSeconds: configuration.keepaliveSeconds)
    let interruption = interruption
    func connect(_ options: ConnectionOptions) throws -> Connection {
      let connection = try Connection(options, interruption: interruption)
      connection.givesWay()
      // A zone that does not exist would be taken for another one, so it is looked for first.
      guard purpose != .examination else { return connection }
      try preflight.checkDatabase(connection)
      try connection.readTimestamps(in: configuration.naiveTimeZone)
      return connection
    }
    connection =
      try wait?.connect(connectionOptions, interruption, connect) ?? connect(connectionOptions)
  }

  /// Whether the result is to be JSON.
  var printsJSON: Bool { options.json }

  /// What the command would be refused with by this database if it were no dry run.
  var refusalsOfWriting: [Failure] {
    Preflight(configuration: configuration, use: LabUse(writes: false, purpose: purpose))
      .refusalsOfWriting(connection)
  }

  /// Says so, beside what a dry run shows.
  func sayRefusalsOfWriting() {
    for refusal in refusalsOfWriting {
      console.log(
        .warning(
          "without --dry-run it would be refused: \(refusal.message); \(refusal.remedy ?? "")"))
    }
  }

  /// What "today" is: `--business-date`, else the date in the billing time zone.
  ///
  /// - Throws: `RunError.businessDateAhead` for a day that has not come: what is dated on it, such as
  ///   a note, could never be followed by one of today.
  func businessDate() throws -> CalendarDate {
    let today = try connection.today(in: configuration.billing.timeZone)
    let date = options.businessDate ?? today
    guard date <= today else { throw RunError.businessDateAhead(date, today: today) }
    return date
  }

  /// Where a run comes from that nobody asked for: cron's.
  var origin: RunOrigin { origin(person: RunOrigin.system) }

  /// Where a run comes from that a person asked for.
  func origin(of person: Actor) -> RunOrigin { origin(person: person.description) }

  private func origin(person: String) -> RunOrigin {
    RunOrigin(
      person: person, osUser: NSUserName(), host: ProcessInfo.processInfo.hostName,
      processID: ProcessInfo.processInfo.processIdentifier, programVersion: programVersion,
      arguments: CommandLine.arguments.dropFirst().map(Secrets.hidden(in:)))
  }
}

let programVersion = "0.1.0"

/// The program's version and the file that it is, by its length and the moment it was made: two builds of
/// one version need not write the same.
let builtProgram: String = {
  let file = try? FileManager.default.attributesOfItem(
    atPath: URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().path)
  let made = (file?[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
  return "\(programVersion) \(file?[.size] ?? 0) \(made)"
}()
