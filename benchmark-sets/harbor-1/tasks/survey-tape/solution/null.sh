strings survey.tape | grep flag | tail -n 1
