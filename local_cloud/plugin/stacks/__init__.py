"""Operations on stacks, as CloudFormation carries them out. MiniStack does the rest: templates, values, resources."""
