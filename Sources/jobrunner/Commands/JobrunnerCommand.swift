internal import ArgumentParser

struct JobrunnerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "jobrunner",
    abstract: "Bills a pet-diagnostics lab every night.",
    discussion: """
      Reads the lab's bookings from Postgres, prices them, writes one billing record a booking, \
      numbers the invoices, and leaves a workbook and CSV files that tie out.

      Exit codes: 0 done; 1 done, and something needs a person; 64 usage; 65 bad input; \
      69 database not reachable or read-only; 70 a bug; 73 output cannot be written; 75 another \
      run has the lab; 77 not permitted; 78 configuration or schema is not what this version needs.
      """,
    version: programVersion,
    subcommands: [
      Nightly.self, Rerun.self, Adjust.self, Close.self, Reopen.self, Payments.self, Export.self,
      Verify.self, Explain.self, Status.self, Runs.self, Findings.self,
      Series.self, Exports.self, Migrate.self, Doctor.self, Demo.self,
    ])
}
