"""What a change of templates does to migrations, in words: templates are compared, and nothing is asked of AWS."""
