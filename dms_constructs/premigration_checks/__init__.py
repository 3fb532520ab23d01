"""The checks of AWS's premigration assessment, decided before anything is deployed."""
