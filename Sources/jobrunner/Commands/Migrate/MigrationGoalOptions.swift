internal import ArgumentParser
internal import LabSchema

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
