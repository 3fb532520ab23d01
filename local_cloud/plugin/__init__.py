"""DMS for MiniStack: the DMS API and the eleven `AWS::DMS::*` types, and what CDK apps around DMS need besides."""
