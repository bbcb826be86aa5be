internal import ArgumentParser
internal import LabSchema

struct Migrate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Bring the lab's schema to this version, or show where it stands.",
    discussion: """
      On an empty schema everything is created. On the database of a running app the tables it has \
      are recognised and left as they are, and what the plan adds comes in phases: p0, p1, p2, and \
      then the job's own tables. The app may go on all the while; what would break it (bookings \
      must name their pet) is the contract, which only runs when it is asked for.

      Begin with `migrate plan`, which changes nothing.
      """,
    subcommands: [
      MigratePlan.self, MigrateApply.self, MigrateBackfill.self, MigrateStatus.self,
      MigrateVerify.self, MigrateRoles.self,
    ])
}

/// A phase, as `--phase` takes it.
enum PhaseArgument: String, CaseIterable, ExpressibleByArgument {
  case p0, p1, p2, jobs

  var goal: MigrationGoal {
    switch self {
    case .p0: .phase(.p0)
    case .p1: .phase(.p1)
    case .p2: .phase(.p2)
    case .jobs: .phase(.jobs)
    }
  }
}

extension LabSession {
  /// The migrator of the session's schema, with the patience that the configuration asks for.
  var migrator: Migrator {
    var patience = Migrator.Patience()
    patience.contractQuietHours = configuration.contractQuietHours
    return Migrator(connection, patience: patience)
  }
}

/// How far `migrate plan` and `migrate apply` go.
struct MigrationGoalOptions: ParsableArguments {
  @Option(help: "Go no further than this phase, with those before it: p0, p1, p2 or jobs.")
  var phase: PhaseArgument?

  @Flag(
    help: """
      What breaks the app as it was: a booking must name its pet. Refused while one has none, or \
      one without was created within migrations.contract_quiet_hours.
      """)
  var contract = false

  func validate() throws {
    if contract, phase != nil {
      throw ValidationError("--contract comes after all phases: leave out --phase")
    }
  }

  var goal: MigrationGoal { contract ? .contract : phase?.goal ?? .all }
}
