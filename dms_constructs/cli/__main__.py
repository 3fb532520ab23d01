"""`python -m dms_constructs.cli`: the command where its script is not on the path."""

from dms_constructs.cli import main

if __name__ == "__main__":
    main()
