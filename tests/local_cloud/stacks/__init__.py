"""Operations on stacks, through the API of the embedded CloudFormation."""
